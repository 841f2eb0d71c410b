import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../tests/temporary_folder.ts";
import { madeOnce } from "./made_once.ts";

Deno.test("madeOnce makes a folder once, also for two who come first at once, and leaves nothing else", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "kept");
    const make = async (work: string) => {
      await Deno.mkdir(join(work, "made"));
      await Deno.writeTextFile(join(work, "made", "file"), "whole");
      return join(work, "made");
    };
    assert.deepEqual(await Promise.all([madeOnce(path, make), madeOnce(path, make)]), [path, path]);
    assert.equal(await madeOnce(path, () => Promise.reject(new Error("made again"))), path);
    assert.deepEqual(namesIn(folder), ["kept"]);
    assert.equal(await Deno.readTextFile(join(path, "file")), "whole");
  });
});

Deno.test("madeOnce passes on why it could not be made, and leaves nothing", async () => {
  await withTemporaryFolder(async (folder) => {
    const fail = () => Promise.reject(new Error("no network"));
    await assert.rejects(madeOnce(join(folder, "kept"), fail), /no network/);
    assert.deepEqual(namesIn(folder), []);
  });
});
