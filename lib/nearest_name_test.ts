import assert from "node:assert/strict";
import { nearestName } from "./nearest_name.ts";

Deno.test("nearestName finds the name that was mistyped, and none where nothing is near", () => {
  const names = ["drift", "metrics", "quality"];
  assert.equal(nearestName("metric", names), "metrics");
  assert.equal(nearestName("Qualty", names), "quality");
  assert.equal(nearestName("dritf", names), undefined, "two of five letters");
  assert.equal(nearestName("columns", names), undefined);
  assert.equal(nearestName("m", ["me", "mae"]), "me");
  assert.equal(nearestName("", []), undefined);
});
