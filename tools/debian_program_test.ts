import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../tests/temporary_folder.ts";
import { debianProgram } from "./debian_program.ts";

Deno.test("debianProgram gives a program that is kept without asking for its package again", () =>
  withTemporaryFolder(async (cache) => {
    const kept = join(cache, "debian", "no-such-package");
    await Deno.mkdir(kept, { recursive: true });
    await Deno.writeTextFile(join(kept, "program"), "");
    assert.equal(await debianProgram("no-such-package", "usr/bin/program", cache), join(kept, "program"));
  }));

Deno.test("debianProgram leaves nothing behind where the package cannot be had", () =>
  withTemporaryFolder(async (cache) => {
    await assert.rejects(debianProgram("no-such-package", "usr/bin/program", cache), {
      name: "TaxiError",
      code: "tool",
    });
    assert.deepEqual(namesIn(join(cache, "debian", "no-such-package")), []);
  }));
