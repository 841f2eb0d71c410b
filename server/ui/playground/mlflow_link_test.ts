import assert from "node:assert/strict";
import { visitTest } from "../../../tests/playground_visit.ts";
import { pathOfMlflowLink } from "./mlflow_link.js";

Deno.test("pathOfMlflowLink knows what MLflow's clients print", () => {
  const cases = [
    ["#/experiments/1/runs/3f2a", "/runs/3f2a"],
    ["#/experiments/1/runs/3f2a/artifacts/model", "/runs/3f2a"],
    ["#/experiments/1", "/experiments/1"],
    ["#/experiments/1?searchFilter=x", "/experiments/1"],
    ["#/experiments/1/models/m-3f2a", "/experiments/1"],
    ["#/models/taxi%20duration", "/models/taxi%20duration"],
    ["#/models/taxi-duration/versions/3", "/models/taxi-duration/versions/3"],
    ["#/models//versions/3", undefined],
    ["#/elsewhere/1", undefined],
    ["#/", undefined],
    ["#from", undefined],
    ["", undefined],
  ] as const;
  for (const [hash, path] of cases) assert.equal(pathOfMlflowLink(hash), path, hash);
});

visitTest("follows the links that MLflow's clients print", {}, "/#/experiments/1/runs/3f2a", async (page) => {
  await page.waitForURL(`${page.stub.origin}/runs/3f2a`);
  await page.goto(`${page.stub.origin}/?from=74`);
  await page.evaluate(`location.hash = "#/models/taxi-duration/versions/3"`);
  await page.waitForURL(`${page.stub.origin}/models/taxi-duration/versions/3`);
});
