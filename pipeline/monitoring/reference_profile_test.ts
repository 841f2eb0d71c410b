import assert from "node:assert/strict";
import { seededRandom } from "../../lib/random.ts";
import { categoricalDistribution, CategoricalDistributionBuilder } from "./categorical_distribution.ts";
import { monitor } from "./monitor.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { PICKUP_CUTS, pickupCodes } from "./pickup_cuts.ts";
import { decodeProfile, encodeProfile } from "./reference_profile.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";
import type { Window } from "./window.ts";

const small: Window = {
  name: "2023-01",
  rows: 4,
  from: "2023-01-01T00:00:00",
  columns: [
    { name: "miles", role: "feature", unit: "miles", distribution: numericDistribution([1, 2, 2, NaN]) },
    {
      name: "zone",
      role: "feature",
      unit: "",
      distribution: categoricalDistribution(["a", null, "__proto__", "a"]),
    },
  ],
  regression: performance([10], [12], [0]),
};

Deno.test("decodeProfile gives back a window whose numbers fit, through JSON", () => {
  const { evidently: _evidently, ...regression } = small.regression!; // no file holds it
  assert.deepEqual(decodeProfile(JSON.parse(JSON.stringify(encodeProfile(small)))), { ...small, regression });
});

Deno.test("decodeProfile reads the profile of an older file, which has metrics, errors and few segments", () => {
  const profile = JSON.parse(JSON.stringify(encodeProfile(small)));
  const { metrics, errors, segments: { pickup_hour }, predictedAgainstActual } = profile.regression;
  const older = {
    ...profile,
    regression: { metrics, errors, segments: { pickup_hour }, predictedAgainstActual },
  };
  const { regression } = decodeProfile(older);
  assert.deepEqual(regression?.metrics, small.regression?.metrics);
  assert.equal(regression?.confidence, undefined);
  assert.equal(monitor(decodeProfile(older), small).worstSegments, undefined);
});

Deno.test("encodeProfile keeps the largest segments of a cut, in their order", () => {
  const zone_pair = Array.from(
    { length: 1000 },
    (_, i) => ({ label: `1-${i}`, rows: i % 100 + 1, me: 0, mae: 1 / 3 }),
  );
  const { regression } = encodeProfile({
    ...small,
    regression: { ...small.regression!, segments: { zone_pair } },
  });
  const kept = regression!.segments.zone_pair;
  assert.equal(kept.length, 265);
  assert.equal(Math.min(...kept.map(({ rows }) => rows)), 74); // ten segments each of 100, 99, ... rows
  assert.deepEqual(
    kept.slice(0, 2),
    [73, 74].map((i) => ({ label: `1-${i}`, rows: i + 1, me: 0, mae: 0.33333 })),
  );
});

Deno.test("decodeProfile gives back a window without regression", () => {
  const { regression: _regression, ...plain } = small;
  assert.deepEqual(decodeProfile(JSON.parse(JSON.stringify(encodeProfile(plain)))), plain);
});

Deno.test("encodeProfile of a month of trips is less than 200 kB and shows no drift against the month itself", () => {
  const month = monthOfTrips(60_000);
  const json = JSON.stringify(encodeProfile(month));
  assert.ok(json.length < 200_000, `${json.length} bytes`);
  const result = monitor(decodeProfile(JSON.parse(json)), month);
  assert.equal(result.verdict, "ok");
  for (const column of result.columns) {
    assert.ok(
      "score" in column && column.score.kind === "distance" && column.score.value < 0.005,
      column.column,
    );
  }
});

Deno.test("decodeProfile names the field that is not as expected", () => {
  const broken = (change: (profile: Record<string, unknown>) => void) => {
    const profile = JSON.parse(JSON.stringify(encodeProfile(small)));
    change(profile);
    return () => decodeProfile(profile);
  };
  const columns = (profile: Record<string, unknown>) =>
    profile.columns as { distribution: Record<string, unknown> }[];
  const cases = [
    [() => decodeProfile("nonsense"), /^Cannot read the reference profile: Invalid input: expected object/],
    [broken((profile) => profile.format = 2), / at format: Invalid input: expected 1$/],
    [broken((profile) => profile.rows = -1), / at rows: /],
    [
      broken((profile) => columns(profile)[0].distribution.values = [2, 1]),
      / at columns\[0\]\.distribution\.values: Invalid input: expected ascending values$/,
    ],
    [
      broken((profile) => columns(profile)[0].distribution.counts = [1]),
      / at columns\[0\]\.distribution\.counts: Invalid input: expected as many counts as values$/,
    ],
    [
      broken((profile) => columns(profile)[1].distribution.kind = "text"),
      / at columns\[1\]\.distribution\.kind: /,
    ],
  ] as const;
  for (const [decode, message] of cases) assert.throws(decode, { name: "TaxiError", message });
});

/** Trips of a skewed length between 265 zones, five columns and a model that is a little off. */
function monthOfTrips(rows: number): Window {
  const random = seededRandom("a month of trips");
  const draw = () => Float64Array.from({ length: rows }, () => random());
  const miles = draw().map((u) => Math.round(-300 * Math.log(1 - u)) / 100);
  const minutes = miles.map((value) => Math.round((4 + 3 * value + 6 * random()) * 60) / 60);
  const predicted = miles.map((value) => 7 + 3 * value);
  const zones = () => {
    const builder = new CategoricalDistributionBuilder();
    builder.addCodes(Int32Array.from(draw(), (u) => 1 + Math.floor(265 * u)));
    return builder.finish();
  };
  return {
    name: "2023-01",
    rows,
    columns: [
      { name: "PULocationID", role: "feature", unit: "", distribution: zones() },
      { name: "DOLocationID", role: "feature", unit: "", distribution: zones() },
      { name: "trip_distance", role: "feature", unit: "miles", distribution: numericDistribution(miles) },
      { name: "duration", role: "target", unit: "min", distribution: numericDistribution(minutes) },
      {
        name: "predicted_duration",
        role: "prediction",
        unit: "min",
        distribution: numericDistribution(predicted),
      },
    ],
    regression: performance(minutes, predicted, draw().map((u) => Math.floor(u * 31 * 24) * 3600e6)),
  };
}

function performance(target: ArrayLike<number>, prediction: ArrayLike<number>, pickup: ArrayLike<number>) {
  const accumulator = new RegressionPerformanceAccumulator(PICKUP_CUTS);
  accumulator.add({
    target: Float64Array.from(target),
    prediction: Float64Array.from(prediction),
    codes: pickupCodes(Float64Array.from(pickup)),
  });
  return accumulator.finish();
}
