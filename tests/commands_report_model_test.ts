import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { ingestSmall, json, reportJson } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** ECharts leaves a timer behind each drawing, so Deno's leak checks are off. */
function reportTest(name: string, work: (home: string) => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn: () => withTemporaryFolder(work) });
}

reportTest("taxi report --model tells the errors on both windows and calls zones by name", async (home) => {
  await ingestSmall(home, "2024-03..2024-04", 4000);
  const { file } = await json(["train", "--train", "2024-03", "--test", "2024-04", "--home", home]);
  const document = await reportJson(
    ["--reference", "2024-03", "--current", "2024-04", "--model", file, "--home", home],
  );
  const { reference, current } = document.regression;
  assert.ok(reference.mae > 0 && current.mae > 0, JSON.stringify(document.regression));
  assert.equal(document.report, join(home, "reports", "green-2024-03-vs-green-2024-04.html"));
  const page = await Deno.readTextFile(document.report);
  assert.match(page, /East Harlem North/);
  assert.ok(page.includes(basename(file, ".taxi")), "the page does not name the model");
  assert.ok(page.length < 400_000, `${page.length} characters`);
});

reportTest("taxi report compares a stored month with a raw file, cleaned by the same rules", async (home) => {
  await ingestSmall(home, "2024-03");
  const { months: [month] } = await json(
    ["ingest", "--months", "2024-04", "--source", "synthetic", "--rows", "1000", "--home", home],
  );
  const raw = join(home, "raw", "synthetic", "green_tripdata_2024-04.parquet");
  const document = await reportJson(["--reference", "2024-03", "--current", raw, "--home", home]);
  assert.equal(
    document.current.rows,
    month.rows.kept + month.rows.rejected.month,
    "a file has no month to be outside of",
  );
});
