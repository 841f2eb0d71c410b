import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../lib/hash.ts";
import { withTemporaryHome } from "../temporary_home.ts";
import { modelCache } from "./model_cache.ts";

function bytesOf(number: number): { readonly bytes: Uint8Array; readonly hash: string } {
  const bytes = new Uint8Array([number]);
  return { bytes, hash: sha256(bytes) };
}

Deno.test("modelCache gives back what it was given, and nothing that was changed since", () =>
  withTemporaryHome(async (folder) => {
    const cache = modelCache([folder]), { bytes, hash } = bytesOf(1);
    assert.equal(await cache.read(hash), undefined);
    await cache.write(hash, bytes);
    assert.deepEqual(await cache.read(hash), bytes);
    await Deno.writeFile(join(folder, "models", `${hash}.taxi`), new Uint8Array([2]));
    assert.equal(await cache.read(hash), undefined);
  }));

Deno.test("modelCache keeps 16 files, and leaves other files alone", () =>
  withTemporaryHome(async (folder) => {
    const cache = modelCache([folder]);
    await cache.write(bytesOf(0).hash, bytesOf(0).bytes);
    await Deno.writeTextFile(join(folder, "models", "mine.taxi"), "");
    await Deno.utime(join(folder, "models", `${bytesOf(0).hash}.taxi`), 1, 1);
    for (let i = 1; i <= 16; i++) await cache.write(bytesOf(i).hash, bytesOf(i).bytes);
    assert.equal([...Deno.readDirSync(join(folder, "models"))].length, 17);
    assert.equal(await cache.read(bytesOf(0).hash), undefined);
    assert.deepEqual(await cache.read(bytesOf(1).hash), bytesOf(1).bytes);
  }));

Deno.test("modelCache takes the next folder where one cannot be written, and does without when none can", () =>
  withTemporaryHome(async (folder) => {
    const file = join(folder, "a file"), { bytes, hash } = bytesOf(1);
    await Deno.writeTextFile(file, "");
    await modelCache([file, folder]).write(hash, bytes);
    assert.deepEqual(await modelCache([file, folder]).read(hash), bytes);
    await modelCache([file]).write(hash, bytes);
    assert.equal(await modelCache([file]).read(hash), undefined);
  }));
