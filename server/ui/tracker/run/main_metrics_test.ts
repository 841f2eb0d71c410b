import assert from "node:assert/strict";
import { mainMetrics } from "./main_metrics.ts";

Deno.test("mainMetrics says known names first, plain before those of a part, training last", () => {
  const keys = ["a", "b", "train/mae", "val_loss", "rmse", "loss", "mae", "zones"];
  assert.deepEqual(mainMetrics(keys), ["mae", "rmse", "loss", "val_loss", "train/mae"]);
  assert.deepEqual(mainMetrics(["b", "loss", "a"]), ["loss", "a", "b"]);
  assert.deepEqual(mainMetrics([]), []);
});
