import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const PAGE = fileURLToPath(new URL("../docs/reference/model_file.md", import.meta.url));

Deno.test("the page of the model file names every field of the files that taxi train writes, and no other", async () => {
  await withTemporaryFolder(async (home) => {
    const ingest = ["ingest", "--months", "2024-03..2024-04", "--source", "synthetic", "--rows", "3000"];
    assert.equal((await runTaxi([...ingest, "--home", home])).code, 0);
    const header = new Set<string>(), body = new Set<string>();
    for (const kind of [["--model", "linear"], ["--model", "mean"], ["--reference-baseline"]]) {
      await taxiJson(["train", "--train", "2024-03", "--test", "2024-04", ...kind, "--home", home]);
    }
    for (const { name } of Deno.readDirSync(join(home, "models"))) {
      const lines = (await Deno.readTextFile(join(home, "models", name))).split("\n");
      assert.equal(lines.length, 3, "two lines, each with its line feed");
      addFields(JSON.parse(lines[0]), "", header);
      addFields(JSON.parse(lines[1]), "", body);
    }
    const [, first, second] = (await Deno.readTextFile(PAGE)).split(/^## .*$/m);
    assert.deepEqual(fieldsTold(first), [...header].toSorted());
    assert.deepEqual(fieldsTold(second), [...body].toSorted());
  });
});

/** What stands in the first column of the tables. */
function fieldsTold(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^\| `([^`]+)`/gm), ([, field]) => field).toSorted();
}

/** The paths of all values; a list of objects is entered, any other list is a value. */
function addFields(value: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(value) && typeof value[0] === "object" && !Array.isArray(value[0])) {
    for (const element of value) addFields(element, `${path}[]`, found);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, of] of Object.entries(value)) addFields(of, path === "" ? key : `${path}.${key}`, found);
  } else if (!path.endsWith("features.spec")) { // empty for a mean model
    found.add(path);
  }
}
