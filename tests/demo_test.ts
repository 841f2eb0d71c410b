import assert from "node:assert/strict";
import { join } from "node:path";
import { runTaxi, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("taxi demo makes the whole journey, as a document and in words, twice in one home", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "a home"); // to be quoted in the next command
    await checkDocument(await taxiJson(["demo", "--home", home]), home);
    const { code, stdout, stderr } = await runTaxi(["demo", "--home", home]);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
    await checkWords(stdout, home);
  }));

// deno-lint-ignore no-explicit-any -- the document is what is tested
async function checkDocument(document: any, home: string): Promise<void> {
  assert.match(document.run_id, /^[0-9a-f]{32}$/);
  const { mae, rmse, r2 } = document.metrics;
  assert.ok(mae > 0 && mae < rmse && r2 > 0.5 && r2 < 1, JSON.stringify(document.metrics));
  assert.equal(document.model, "taxi-duration");
  assert.equal(document.model_version, 1);
  assert.ok(document.predictions >= 10_000);
  assert.equal(document.monitoring.verdict, "alert", "the works were not found");
  assert.equal(document.report, join(home, "reports", "demo.html"));
  assert.match(await Deno.readTextFile(document.report), /^<!doctype html>/i);
  const { runs } = await taxiJson(["runs", "list", "--home", home]);
  assert.deepEqual(runs.map(({ status }: { status: string }) => status), ["finished", "finished"]);
  assert.ok(runs.some(({ run_id }: { run_id: string }) => run_id === document.run_id));
}

async function checkWords(words: string, home: string): Promise<void> {
  assert.match(words, /MAE \d+\.\d+ min, RMSE \d+\.\d+ min, R2 0\.\d+ on 2024-05/);
  const readme = await Deno.readTextFile(new URL("../README.md", import.meta.url));
  const shown = /^ {2}metrics .*$/m.exec(readme)?.[0] ?? "no metrics in README.md";
  assert.ok(words.includes(shown), `README.md shows other figures than the demo: ${shown}`);
  assert.match(words, /model {4}taxi-duration version 2, .*\.taxi\n/);
  assert.ok(words.includes(join(home, "reports", "demo.html")));
  const next = /\nNext: \.\/denow task taxi serve (.*)\n$/.exec(words)?.[1];
  assert.equal(next, `--model taxi-duration/2 --home '${home}'`);
  await using server = await startServer(["--model", "taxi-duration/2", "--home", home]);
  assert.equal(server.document.model_version, 2);
  const ready = await fetch(`${server.url}/readyz`);
  assert.equal(ready.status, 200, await ready.text());
}
