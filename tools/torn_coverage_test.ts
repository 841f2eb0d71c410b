import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../tests/temporary_folder.ts";
import { removeTornCoverage } from "./torn_coverage.ts";

Deno.test("removeTornCoverage removes what is cut short or empty, and nothing else", async () => {
  await withTemporaryFolder(async (folder) => {
    const whole = JSON.stringify({ url: "file:///main.ts", functions: [{ ranges: [{ count: 1 }] }] });
    await Deno.writeTextFile(join(folder, "whole.json"), whole);
    await Deno.writeTextFile(join(folder, "empty.json"), "");
    for (const end of [1, 40, whole.length - 1]) {
      await Deno.writeTextFile(join(folder, `cut-${end}.json`), whole.slice(0, end));
    }
    await Deno.mkdir(join(folder, "folder"));
    assert.equal(await removeTornCoverage(folder), 4);
    assert.deepEqual(namesIn(folder), ["folder", "whole.json"]);
  });
});
