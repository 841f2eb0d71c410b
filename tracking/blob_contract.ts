import assert from "node:assert/strict";
import { sha256 } from "../lib/hash.ts";
import type { BlobStore } from "./blob_store.ts";
import { withTemporaryHome } from "./temporary_home.ts";

/** One thing every blob store must do. */
export interface BlobCase {
  /** Symbol and behaviour. */
  readonly name: string;
  /** Fails by throwing. `blobs` is empty. */
  run(blobs: BlobStore): Promise<void>;
}

const CONTENT = new TextEncoder().encode("0123456789");
const HASH = sha256(CONTENT), ABSENT = "0".repeat(64);
const HOUR = 3_600_000;

const yes = () => Promise.resolve(true), no = () => Promise.resolve(false);

async function bytesOf(stream: Promise<ReadableStream<Uint8Array>>): Promise<Uint8Array> {
  return await new Response(await stream).bytes();
}

async function* parts(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}

async function hashes(blobs: BlobStore): Promise<string[]> {
  return (await Array.fromAsync(blobs.list())).map(({ sha256 }) => sha256).sort();
}

/** What every {@linkcode BlobStore} must do, wherever it keeps its bytes. Each case wants an empty one. */
export const BLOB_CASES: readonly BlobCase[] = [
  {
    name: "put keeps bytes, a stream and a file under their hash, once",
    run: (blobs) =>
      withTemporaryHome(async (folder) => {
        const file = `${folder}/file`;
        await Deno.writeFile(file, CONTENT);
        const kept = { sha256: HASH, size: CONTENT.length };
        assert.deepEqual(
          await blobs.put(parts(CONTENT.subarray(0, 3), new Uint8Array(), CONTENT.subarray(3))),
          kept,
        );
        assert.deepEqual(await blobs.put({ file }), kept);
        assert.deepEqual(await blobs.put(CONTENT), kept);
        assert.deepEqual(await hashes(blobs), [HASH]);
        assert.deepEqual(await blobs.read(HASH), CONTENT);
        assert.deepEqual(await Deno.readFile(file), CONTENT);
      }),
  },
  {
    name: "put keeps nothing at all, which is content too",
    async run(blobs) {
      for (const nothing of [new Uint8Array(), parts()]) {
        const { sha256, size } = await blobs.put(nothing);
        assert.equal(size, 0);
        assert.deepEqual(await blobs.read(sha256), new Uint8Array());
        assert.deepEqual(await bytesOf(blobs.open(sha256)), new Uint8Array());
      }
    },
  },
  {
    name: "put of a stream that breaks off keeps nothing",
    async run(blobs) {
      const broken = async function* () {
        for (let i = 0; i < 20; i++) yield await Promise.resolve(new Uint8Array(1 << 20));
        throw new Error("the client is gone");
      };
      await assert.rejects(blobs.put(broken()), { message: "the client is gone" });
      assert.deepEqual(await hashes(blobs), []);
    },
  },
  {
    name: "open gives the whole, or both ends of a range and what is between",
    async run(blobs) {
      const large = new Uint8Array(20_000_000).map((_, i) => i >>> 10);
      const { sha256 } = await blobs.put(parts(large.subarray(0, 9_000_001), large.subarray(9_000_001)));
      assert.deepEqual(await bytesOf(blobs.open(sha256)), large);
      for (
        const [start, end] of [[0, 0], [8_388_600, 8_388_620], [19_999_999, 19_999_999], [5, 19_999_999]]
      ) {
        assert.deepEqual(await bytesOf(blobs.open(sha256, { start, end })), large.subarray(start, end + 1));
      }
    },
  },
  {
    name: "open may be left before the end",
    async run(blobs) {
      const { sha256 } = await blobs.put(new Uint8Array(3_000_000));
      for (const range of [undefined, { start: 1, end: 2_999_998 }]) {
        const reader = (await blobs.open(sha256, range)).getReader();
        assert.ok(!(await reader.read()).done);
        await reader.cancel();
      }
    },
  },
  {
    name: "open and read name what is not there",
    async run(blobs) {
      for (const hash of [ABSENT, "../../etc/passwd", ""]) {
        await assert.rejects(async () => await blobs.open(hash), { code: "not_found" }, hash);
        await assert.rejects(async () => await blobs.read(hash), { code: "not_found" }, hash);
      }
      await assert.rejects(blobs.read(ABSENT), { about: { content: ABSENT } });
    },
  },
  {
    name: "list tells hash, size and time of all",
    async run(blobs) {
      assert.deepEqual(await hashes(blobs), []);
      const before = Date.now();
      const others = await Promise.all(
        ["a", "b", "c"].map((text) => blobs.put(new TextEncoder().encode(text))),
      );
      const listed = await Array.fromAsync(blobs.list());
      assert.deepEqual(
        listed.map(({ sha256, size }) => ({ sha256, size })).sort((a, b) => a.sha256 < b.sha256 ? -1 : 1),
        others.sort((a, b) => a.sha256 < b.sha256 ? -1 : 1),
      );
      for (const { modifiedAt } of listed) { // some stores round to seconds
        assert.ok(before - 2000 < modifiedAt && modifiedAt < Date.now() + 2000, String(modifiedAt));
      }
    },
  },
  {
    name: "discard gives back what is old and unused, and nothing else",
    async run(blobs) {
      await blobs.put(CONTENT);
      assert.equal(await blobs.discard(HASH, Date.now() - HOUR, yes), false);
      assert.equal(await blobs.discard(HASH, Date.now() + HOUR, no), false);
      assert.deepEqual(await blobs.read(HASH), CONTENT);
      assert.equal(await blobs.discard(HASH, Date.now() + HOUR, yes), true);
      await assert.rejects(blobs.read(HASH), { code: "not_found" });
      assert.equal(await blobs.discard(HASH, Date.now() + HOUR, yes), false);
      assert.deepEqual(await hashes(blobs), []);
    },
  },
  {
    name: "put of what is there makes it count as new, also while it is being discarded",
    async run(blobs) {
      await blobs.put(CONTENT);
      const time = async () =>
        Math.max(...(await Array.fromAsync(blobs.list())).map((blob) => blob.modifiedAt));
      const first = await time();
      const putAgain = async () => {
        do await blobs.put(CONTENT); while (await time() === first); // some stores round to seconds
        return true;
      };
      await blobs.discard(HASH, first + 1, putAgain);
      assert.equal(await blobs.discard(HASH, first + 1, yes), false);
      assert.deepEqual(await blobs.read(HASH), CONTENT);
    },
  },
];
