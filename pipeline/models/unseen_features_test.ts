import assert from "node:assert/strict";
import { sampleTable, streamOf } from "../../tests/sample_trips.ts";
import { LINEAR_FEATURES, NO_FEATURES, REFERENCE_FEATURES } from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import { unseenFinder } from "./unseen_features.ts";

const TRAINING = sampleTable([{ from: 41, to: 42 }, { from: 74, to: 75 }, { from: 0, to: 75 }]);

const ASKED = sampleTable([
  { from: 41, to: 42 },
  { from: 41, to: 75 },
  { from: 42, to: 75 },
  { from: 74, to: 41 },
  { from: 265, to: 265 },
  { from: 0, to: 75 },
]);

Deno.test("unseenFinder names the pair that training never had, and each zone on its own side", async () => {
  for (const spec of [LINEAR_FEATURES, REFERENCE_FEATURES]) {
    const unseen = unseenFinder(await fitFeatures(spec, streamOf(TRAINING)));
    assert.deepEqual(Array.from({ length: ASKED.rows }, (_, row) => unseen(ASKED, row)), [
      [],
      ["PU_DO"],
      ["PULocationID", "PU_DO"],
      ["DOLocationID", "PU_DO"],
      ["PULocationID", "DOLocationID", "PU_DO"],
      [],
    ]);
  }
});

Deno.test("unseenFinder shares its answers", async () => {
  const unseen = unseenFinder(await fitFeatures(LINEAR_FEATURES, streamOf(TRAINING)));
  for (const row of [0, 1, 4]) {
    assert.equal(unseen(ASKED, row), unseen(ASKED, row));
  }
});

Deno.test("unseenFinder finds nothing for a model that looks at no zones", async () => {
  const unseen = unseenFinder(await fitFeatures(NO_FEATURES, streamOf()));
  assert.deepEqual(unseen(ASKED, 4), []);
});
