import assert from "node:assert/strict";
import { join } from "node:path";
import { elfImageEnd } from "./elf_image.ts";

Deno.test({
  name: "elfImageEnd finds the same end whatever is appended to an executable",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const copy = join(folder, "program");
      await Deno.copyFile("/bin/sh", copy); // a file without anything appended
      const { size } = await Deno.stat(copy);
      assert.equal(await elfImageEnd(copy), size);
      await Deno.writeTextFile(copy, "appended", { append: true });
      assert.equal(await elfImageEnd(copy), size);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

for (
  const [what, bytes] of [["a script", "#!/bin/sh\n".repeat(10)], ["a header cut short", "\x7fELF\x02\x01"]]
) {
  Deno.test(`elfImageEnd refuses ${what}`, async () => {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(path, bytes);
      await assert.rejects(elfImageEnd(path), /Cannot read ".*" as an executable: expected a 64-bit/);
    } finally {
      await Deno.remove(path);
    }
  });
}
