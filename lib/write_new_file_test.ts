import assert from "node:assert/strict";
import { join } from "node:path";
import { mountSmallDisk, smallDiskMissing } from "../tests/small_disk.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { writeNewFile } from "./write_new_file.ts";

/** In parts, as from a disk or an archive. */
function stream(size: number): ReadableStream<Uint8Array> {
  let left = size;
  return new ReadableStream({
    pull(controller) {
      const part = Math.min(left, 16_384);
      if (part === 0) return controller.close();
      controller.enqueue(new Uint8Array(part).fill(7));
      left -= part;
    },
  });
}

Deno.test("writeNewFile writes a stream to a file of that mode, which must be new", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "file");
    await writeNewFile(path, stream(200_000), 0o600);
    assert.deepEqual(await Deno.readFile(path), new Uint8Array(200_000).fill(7));
    if (Deno.build.os !== "windows") assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    await assert.rejects(writeNewFile(path, stream(1)), Deno.errors.AlreadyExists);
  }));

const missing = await smallDiskMissing();

Deno.test({
  name: `writeNewFile fails wherever a disk becomes full${
    missing === undefined ? "" : ` (skipped: ${missing})`
  }`,
  ignore: missing !== undefined,
  async fn() {
    await using disk = await mountSmallDisk(1);
    const path = join(disk.path, "file");
    for (const free of [0, 4096, 16_384, 40_960, 57_344]) {
      await disk.fill(free);
      await assert.rejects(writeNewFile(path, stream(61_440)), /os error 28/);
      await Deno.remove(path);
      await disk.makeRoom();
    }
  },
});
