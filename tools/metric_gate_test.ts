import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { holdMetrics, trainModels } from "./metric_gate.ts";
import limits from "./metric_limits.json" with { type: "json" };
import { judgeMetrics } from "./metric_verdict.ts";

const LIMITS = {
  margin: { mae: 0.1, rmse: 0.1, r2: 0.01 },
  models: { linear: { mae: 3, rmse: 5, r2: 0.7 } },
};

Deno.test("judgeMetrics tells better from worse: less error, more R2", () => {
  const ends = (mae: number, rmse: number, r2: number) =>
    judgeMetrics({ linear: { mae, rmse, r2 } }, LIMITS).map(({ end }) => end);
  assert.deepEqual(ends(3.09, 4.91, 0.695), ["as expected", "as expected", "as expected"]);
  assert.deepEqual(ends(3.2, 5.2, 0.68), ["worse", "worse", "worse"]);
  assert.deepEqual(ends(2.8, 4.8, 0.72), ["better", "better", "better"]);
  assert.deepEqual(ends(NaN, NaN, NaN), ["worse", "worse", "worse"]);
});

Deno.test("holdMetrics adds the table to the summary and fails with a sentence for each metric", async () => {
  await withTemporaryFolder(async (folder) => {
    const summary = join(folder, "summary.md");
    await holdMetrics({ linear: LIMITS.models.linear }, LIMITS, summary);
    const found = { linear: { mae: 3.4321, rmse: 5, r2: 0.9 } };
    await assert.rejects(holdMetrics(found, LIMITS, summary), {
      message: "mae of linear is 3.4321, expected 3.0000 ± 0.1: the model has become worse\n" +
        "r2 of linear is 0.9000, expected 0.7000 ± 0.01: " +
        "if the model has become better, write the new value to tools/metric_limits.json",
    });
    const written = await Deno.readTextFile(summary);
    assert.match(written, /\| linear \| r2 \| 0\.7000 \| 0\.7000 ± 0\.01 \| as expected \|/);
    assert.match(written, /\| linear \| mae \| 3\.4321 \| 3\.0000 ± 0\.1 \| worse \|/);
  });
});

Deno.test("the gate's limits hold for the models as they are, and not for models of far fewer trips", async () => {
  await holdMetrics(await trainModels(limits.rows_per_month), limits);
  await assert.rejects(
    async () => holdMetrics(await trainModels(1000), limits),
    /the model has become worse/,
  );
});
