import assert from "node:assert/strict";
import { join } from "node:path";
import { BLOB_CASES } from "./blob_contract.ts";
import type { BlobStore } from "./blob_store.ts";
import { diskBlobs } from "./disk_blobs.ts";
import { withTemporaryHome } from "./temporary_home.ts";

const CONTENT = new TextEncoder().encode("some bytes");
const OLD = new Date("2026-01-01"), BEFORE = new Date("2026-06-01").getTime();

/** A store with one old blob, and where that lies. */
function withOldBlob(work: (blobs: BlobStore, sha256: string, path: string) => Promise<void>): Promise<void> {
  return withTemporaryHome(async (folder) => {
    const blobs = diskBlobs(folder);
    const { sha256 } = await blobs.put(CONTENT);
    const path = join(folder, sha256.slice(0, 2), sha256);
    await Deno.utime(path, OLD, OLD);
    await work(blobs, sha256, path);
  });
}

for (const { name, run } of BLOB_CASES) {
  Deno.test(`diskBlobs: ${name}`, () => withTemporaryHome((folder) => run(diskBlobs(folder))));
}

async function* stream() {
  yield await Promise.resolve(CONTENT);
}

Deno.test("diskBlobs.list tells size and time of every blob, and of nothing else", () =>
  withOldBlob(async (blobs, sha256, path) => {
    await Deno.writeTextFile(join(path, "..", "..", ".content.1.00000000.tmp"), "");
    await Deno.writeTextFile(join(path, "..", "note.txt"), "");
    assert.deepEqual(await Array.fromAsync(blobs.list()), [{
      sha256,
      size: CONTENT.length,
      modifiedAt: OLD.getTime(),
    }]);
    assert.deepEqual(await Array.fromAsync(diskBlobs(join(path, "..", "none")).list()), []);
  }));

Deno.test("diskBlobs.discard removes an old blob that is unused, and only that", () =>
  withOldBlob(async (blobs, sha256, path) => {
    assert.equal(await blobs.discard(sha256, OLD.getTime(), () => Promise.resolve(true)), false);
    await Deno.utime(path, OLD, OLD);
    assert.equal(await blobs.discard(sha256, BEFORE, () => Promise.resolve(false)), false);
    assert.deepEqual(await blobs.read(sha256), CONTENT);
    await Deno.utime(path, OLD, OLD);
    assert.equal(await blobs.discard(sha256, BEFORE, () => Promise.resolve(true)), true);
    await assert.rejects(blobs.read(sha256), { code: "not_found" });
    assert.equal(await blobs.discard(sha256, BEFORE, () => Promise.resolve(true)), false);
    assert.deepEqual(await Array.fromAsync(blobs.list()), []);
  }));

for (const [how, source] of [["bytes", () => CONTENT], ["a stream", stream]] as const) {
  Deno.test(`diskBlobs.put of ${how} that are there makes them count as new`, () =>
    withOldBlob(async (blobs, sha256) => {
      await blobs.put(source());
      assert.equal(await blobs.discard(sha256, BEFORE, () => Promise.resolve(true)), false);
      assert.deepEqual(await blobs.read(sha256), CONTENT);
    }));

  Deno.test(`diskBlobs.put of ${how} while they are being discarded keeps them`, () =>
    withOldBlob(async (blobs, sha256) => {
      await blobs.discard(sha256, BEFORE, async () => {
        await blobs.put(source());
        return true;
      });
      assert.deepEqual(await blobs.read(sha256), CONTENT);
    }));
}

Deno.test("diskBlobs gives bytes back that a process died of discarding, and discards them when begun again", () =>
  withOldBlob(async (blobs, sha256, path) => {
    for (
      const read of [
        () => blobs.read(sha256),
        async () => await new Response(await blobs.open(sha256)).bytes(),
      ]
    ) {
      await Deno.rename(path, `${path}.aside`);
      assert.deepEqual(await read(), CONTENT);
    }
    await Deno.utime(path, OLD, OLD);
    await Deno.rename(path, `${path}.aside`);
    assert.deepEqual((await Array.fromAsync(blobs.list())).map((blob) => blob.sha256), [sha256]);
    assert.equal(await blobs.discard(sha256, BEFORE, () => Promise.resolve(true)), true);
    assert.deepEqual(await Array.fromAsync(blobs.list()), []);
  }));
