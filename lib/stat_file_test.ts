import assert from "node:assert/strict";
import { join } from "node:path";
import { statFile, statFileSync } from "./stat_file.ts";

Deno.test("statFile tells a file, a folder and nothing apart", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "four");
    assert.equal((await statFile(file))?.size, 4);
    assert.equal((await statFile(folder))?.isDirectory, true);
    assert.equal(await statFile(join(folder, "absent")), undefined);
    assert.equal(await statFile(join(file, "below a file")), undefined);
    assert.equal(statFileSync(file)?.size, 4);
    assert.equal(statFileSync(join(folder, "absent")), undefined);
    assert.equal(statFileSync(join(file, "below a file")), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("statFile does not take an unusable path for an absent one", async () => {
  await assert.rejects(statFile("x".repeat(10_000)), /too long/i);
  assert.throws(() => statFileSync("x".repeat(10_000)), /too long/i);
});
