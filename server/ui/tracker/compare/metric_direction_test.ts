import assert from "node:assert/strict";
import { metricDirection } from "./metric_direction.ts";

Deno.test("metricDirection knows what everybody means, and owns up to the rest", () => {
  for (const key of ["mae", "valid.rmse", "val_loss", "test/log-loss", "trainLoss", "MSE"]) {
    assert.equal(metricDirection(key), "lower", key);
  }
  for (const key of ["r2", "test.r2", "f1_score", "valAccuracy", "roc_auc"]) {
    assert.equal(metricDirection(key), "higher", key);
  }
  for (const key of ["rows", "", "glossary", "epoch", "loss_score", "__proto__"]) {
    assert.equal(metricDirection(key), undefined, key);
  }
});
