import assert from "node:assert/strict";
import { sampleTable, streamOf } from "../../tests/sample_trips.ts";
import { LINEAR_FEATURES, NO_FEATURES } from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import { groupFinder, TRIP_GROUPS } from "./trip_group.ts";

const TRIPS = sampleTable([
  { from: 74, to: 75, miles: 2 },
  { from: 74, to: 75, miles: 0 },
  { from: 74, to: 75, miles: NaN },
  { from: 75, to: 74, miles: 2 },
  { from: 75, to: 74, miles: NaN },
]);

Deno.test("groupFinder tells how much the model knows of a trip", async () => {
  const groupOf = groupFinder(
    await fitFeatures(LINEAR_FEATURES, streamOf(sampleTable([{ from: 74, to: 75 }]))),
  );
  const names = Array.from({ length: TRIPS.rows }, (_, row) => TRIP_GROUPS[groupOf(TRIPS, row)]);
  assert.deepEqual(names, ["known", "no_miles", "no_miles", "unseen_pair", "unseen_pair"]);
});

Deno.test("groupFinder puts all trips in one group for a model that looks at nothing", async () => {
  const groupOf = groupFinder(await fitFeatures(NO_FEATURES, streamOf()));
  assert.deepEqual([0, 1, 3].map((row) => groupOf(TRIPS, row)), [0, 0, 0]);
});
