import assert from "node:assert/strict";
import { disagreements, type TrainingReport } from "./train_agreement.ts";

const REPORT: TrainingReport = { rows: { train: 10, test: 5 }, metrics: { mae: 3.5, rmse: 5.8, r2: 0.6 } };

Deno.test("disagreements finds none within the solver's tolerance", () => {
  const near = { ...REPORT, metrics: { mae: 3.5004, rmse: 5.7996, r2: 0.6 } };
  assert.deepEqual(disagreements(REPORT, near), []);
});

Deno.test("disagreements names each row count and metric that differs", () => {
  const far = { rows: { train: 11, test: 5 }, metrics: { mae: 3.6, rmse: NaN, r2: 0.6 } };
  const found = disagreements(REPORT, far);
  assert.equal(found.length, 3);
  assert.match(found[0], /^train rows differ: 10 and 11$/);
  assert.match(found[1], /^mae differs: 3.5 and 3.6/);
  assert.match(found[2], /^rmse differs/);
});
