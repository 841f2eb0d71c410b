import assert from "node:assert/strict";
import { join } from "node:path";
import type { Moto } from "../infra/testing/moto.ts";
import { s3Bucket } from "../lib/s3_bucket.ts";
import { openDatabase } from "../lib/sqlite.ts";
import { sqliteDatabase } from "../lib/sqlite_sql.ts";
import { BLOB_CASES } from "../tracking/blob_contract.ts";
import type { BlobStore } from "../tracking/blob_store.ts";
import { markedBucket } from "../tracking/marked_bucket.ts";
import { TRACKING_MIGRATIONS } from "../tracking/migrations.ts";
import { openRunLocks } from "../tracking/run_locks.ts";
import { s3Blobs } from "../tracking/s3_blobs.ts";
import { openStore } from "../tracking/tracking_store.ts";
import { BUCKET, connectTo, hangingUp, motoMissing, type SpoiltS3, spoiltS3, startS3 } from "./s3_store.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

let folder: string, moto: Moto;
let prefixes = 0;

Deno.test.beforeAll(async () => {
  if (motoMissing !== "") return;
  folder = await Deno.makeTempDir({ prefix: "taxi-s3-" });
  moto = await startS3(folder);
});

Deno.test.afterAll(async () => {
  if (motoMissing !== "") return;
  await moto[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

interface Place {
  readonly blobs: BlobStore;
  /** Where its keys are. */
  readonly prefix: string;
  /** Where bytes wait. */
  readonly spool: string;
  /** Stands before the store. */
  readonly s3: SpoiltS3;
}

/** A test with a prefix of its own. */
function testS3(name: string, work: (place: Place) => Promise<void>): void {
  Deno.test({
    name: `S3 blobs: ${name}${motoMissing}`,
    ignore: motoMissing !== "",
    fn: async () => {
      await using s3 = spoiltS3(moto.url);
      const prefix = `a place/${prefixes++}/`, spool = join(folder, `spool-${prefixes}`);
      await work({ blobs: blobsAt(prefix, spool, s3.url), prefix, spool, s3 });
    },
  });
}

function blobsAt(prefix: string, spool: string, url: string, bucket = BUCKET): BlobStore {
  const address = { bucket, prefix };
  return s3Blobs(address, spool, s3Bucket(address, () => connectTo(url)));
}

for (const { name, run } of BLOB_CASES) testS3(name, ({ blobs }) => run(blobs));

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(new Uint8Array(1 << 20).fill(i));
}

testS3(
  "keys are as the files of a disk store, and nothing stays on disk",
  async ({ blobs, prefix, spool }) => {
    const { sha256 } = await blobs.put(megabytes(1));
    const { Contents } = await moto.ask("s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", prefix);
    assert.deepEqual(Contents.map(({ Key }: { Key: string }) => Key), [
      `${prefix}${sha256.slice(0, 2)}/${sha256}`,
    ]);
    assert.deepEqual(Array.from(Deno.readDirSync(spool)), []);
  },
);

testS3("what is there already is not sent again", async ({ blobs, s3 }) => {
  await blobs.put(megabytes(20));
  const asked: string[] = [];
  s3.spoil = ({ method, headers }) => {
    asked.push(headers.has("x-amz-copy-source") ? "copy" : method);
    return undefined;
  };
  await blobs.put(megabytes(20));
  assert.deepEqual(asked, ["HEAD", "copy"]);
});

testS3("an upload that fails in the middle leaves no object and no parts", async ({ blobs, spool, s3 }) => {
  let parts = 0;
  s3.spoil = ({ method, url }) => {
    if (method === "PUT") parts++;
    return url.includes("partNumber=2&") ? new Response("", { status: 400 }) : undefined;
  };
  await assert.rejects(blobs.put(megabytes(30)), { code: "storage" });
  assert.ok(parts > 1, `${parts} parts`);
  assert.deepEqual(await Array.fromAsync(blobs.list()), []);
  assert.equal((await moto.ask("s3api", "list-multipart-uploads", "--bucket", BUCKET))?.Uploads, undefined);
  assert.deepEqual(Array.from(Deno.readDirSync(spool)), []);
});

testS3("what a busy store refuses for a moment is asked again", async ({ blobs, s3 }) => {
  const seen = new Set<string>();
  s3.spoil = ({ method, url }) => {
    const what = `${method} ${url.replace(/uploadId=[^&]*/, "")}`;
    if (seen.has(what)) return undefined;
    seen.add(what);
    return new Response("", { status: 503 });
  };
  const { sha256 } = await blobs.put(megabytes(20));
  assert.equal((await blobs.read(sha256)).length, 20 << 20);
  assert.ok(seen.size > 4);
});

testS3("a store that hangs up is asked again", async ({ prefix, spool }) => {
  using s3 = hangingUp(moto.url, 2);
  const blobs = blobsAt(prefix, spool, s3.url);
  const { sha256 } = await blobs.put(megabytes(1));
  assert.equal((await blobs.read(sha256)).length, 1 << 20);
});

testS3("read refuses bytes that have another hash", async ({ blobs, prefix }) => {
  const { sha256 } = await blobs.put(megabytes(1));
  const key = `${prefix}${sha256.slice(0, 2)}/${sha256}`, file = join(folder, "other");
  await Deno.writeTextFile(file, "other bytes");
  await moto.ask("s3api", "put-object", "--bucket", BUCKET, "--key", key, "--body", file);
  await assert.rejects(blobs.read(sha256), {
    code: "damaged",
    message: new RegExp(
      `^Cannot read "s3://taxi/${key}": its sha256 is [0-9a-f]{64}, expected that of its name$`,
    ),
  });
});

testS3("what is removed while it is touched is put again", async ({ blobs, s3 }) => {
  const { sha256 } = await blobs.put(megabytes(1));
  let puts = 0;
  s3.spoil = ({ method, headers }) => {
    if (headers.has("x-amz-copy-source")) return refusal("NoSuchKey", 404);
    if (method === "PUT") puts++;
    return undefined;
  };
  await blobs.put(megabytes(1));
  assert.equal(puts, 1);
  assert.equal((await blobs.read(sha256)).length, 1 << 20);
});

function refusal(code: string, status: number): Response {
  return new Response(`<Error><Code>${code}</Code></Error>`, { status });
}

testS3(
  "gc of one database leaves all alone as soon as another one has files there",
  async ({ prefix, spool, s3 }) => {
    await withTemporaryFolder(async (folder) => {
      const open = async (id: string) => {
        const address = { bucket: BUCKET, prefix }, home = join(folder, id), path = join(home, "tracking.db");
        const bucket = markedBucket(
          home,
          address,
          () => Promise.resolve(id),
          spool,
          s3Bucket(address, () => connectTo(s3.url)),
        );
        await Deno.mkdir(home);
        return await openStore({
          ...bucket,
          sql: sqliteDatabase(
            openDatabase(path, TRACKING_MIGRATIONS),
            openDatabase(path, TRACKING_MIGRATIONS),
          ),
          locks: openRunLocks(join(home, "locks")),
          flowLocks: openRunLocks(join(home, "locks", "flows")),
          shared: false,
          now: Date.now,
        });
      };
      const later = { deletedBy: Date.now() + 1e6, putBefore: Date.now() + 1e6 };
      await using first = await open("first");
      await first.files.put("a", new Uint8Array(3));
      await first.files.put("b", new Uint8Array(4));
      await first.files.delete("a");
      assert.equal((await first.garbage.collect(later)).blobs, 1);
      await using second = await open("second");
      await second.files.put("c", new Uint8Array(5));
      await first.files.delete("b");
      const { blobs, keptBlobs } = await first.garbage.collect(later);
      assert.deepEqual({ blobs, keptBlobs }, {
        blobs: 0,
        keptBlobs: `another database has files among them, as s3://${BUCKET}/${prefix}used-by-second tells`,
      });
      assert.equal((await Array.fromAsync(blobsAt(prefix, spool, s3.url).list())).length, 2);
    });
  },
);

testS3("each fault is one sentence", async ({ spool, s3 }) => {
  const refused = async (blobs: BlobStore, message: string | RegExp) => {
    for (
      const work of [
        () => blobs.put(new Uint8Array(3)),
        () => blobs.open("0".repeat(64)),
        () => Array.fromAsync(blobs.list()),
      ]
    ) await assert.rejects(async () => await work(), { code: "storage", message });
  };
  const nowhere = "Cannot use s3://nowhere/p: there is no such bucket";
  await refused(blobsAt("p/", spool, s3.url, "nowhere"), nowhere);
  const unreachable = "Cannot reach s3://taxi/p at http://127.0.0.1:1: connection refused";
  await refused(blobsAt("p/", spool, "http://127.0.0.1:1"), unreachable);
  s3.spoil = ({ method }) =>
    method === "HEAD" ? new Response(null, { status: 403 }) : refusal("AccessDenied", 403);
  await refused(
    blobsAt("p/", spool, s3.url),
    /^Cannot use s3:\/\/taxi\/p: access is denied( \(AccessDenied\))?$/,
  );
});
