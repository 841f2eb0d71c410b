import assert from "node:assert/strict";
import fc from "fast-check";
import { anyTrip, bitsOf, sampleTable, type SampleTrip, streamOf } from "../../tests/sample_trips.ts";
import { type FeatureColumn, UNSEEN } from "./feature_matrix.ts";
import { type FeatureSpec, LINEAR_FEATURES, NO_FEATURES, REFERENCE_FEATURES } from "./feature_spec.ts";
import { fitFeatures } from "./fit_features.ts";
import {
  decodeFeatures,
  type EncodedFeatures,
  encodeFeatures,
  type FittedFeatures,
  pairKey,
} from "./fitted_features.ts";
import { createMatrix, transformFeatures } from "./transform_features.ts";
import { zoneDistance } from "./zone_distance.ts";

/** Every declaration there is. */
const ALL: FeatureSpec = [...LINEAR_FEATURES, ...REFERENCE_FEATURES];

const TRAINING: readonly SampleTrip[] = [
  { from: 74, to: 75, miles: 1 },
  { from: 74, to: 75, miles: 3 },
  { from: 74, to: 75, miles: 0 },
  { from: 74, to: 75, miles: NaN },
  { from: 41, to: 42, miles: 2 },
  { from: 264, to: 264, miles: 6 },
];

function fit(trips: readonly SampleTrip[], spec = ALL): Promise<FittedFeatures> {
  return fitFeatures(spec, streamOf(sampleTable(trips)));
}

/** Any request that can be asked: every zone and none, miles from missing to infinite. */
const anyRequest: fc.Arbitrary<SampleTrip> = fc.record({
  from: fc.integer({ min: 0, max: 265 }),
  to: fc.integer({ min: 0, max: 265 }),
  miles: fc.oneof(fc.double({ min: 0, max: 1e6 }), fc.constantFrom(NaN, 0, -0, -1, 5e-324, Infinity)),
  pickup: fc.oneof(fc.constant(NaN), fc.integer({ min: 0, max: 2 ** 51 })),
});

function bitsAt(column: FeatureColumn, row: number): bigint | number {
  return column.kind === "numeric" ? bitsOf(column.values)[row] : column.codes[row];
}

/** The numbers of one encoded trip, column by column. */
async function encoded(trip: SampleTrip, fitted?: FittedFeatures): Promise<number[]> {
  const { columns } = transformFeatures(fitted ?? await fit(TRAINING), sampleTable([trip]));
  return columns.map((column) => column.kind === "numeric" ? column.values[0] : column.codes[0]);
}

Deno.test("transformFeatures encodes a trip to the same bits alone and within a batch", async () => {
  const fitted = await fit(TRAINING);
  fc.assert(fc.property(fc.array(anyRequest, { minLength: 1, maxLength: 20 }), (trips) => {
    const batch = transformFeatures(fitted, sampleTable(trips));
    trips.forEach((trip, row) => {
      const alone = transformFeatures(fitted, sampleTable([trip]));
      alone.columns.forEach((column, i) =>
        assert.equal(bitsAt(column, 0), bitsAt(batch.columns[i], row), column.name)
      );
    });
  }));
});

Deno.test("transformFeatures leaves nothing of an earlier trip in the matrix that it fills", async () => {
  const fitted = await fit(TRAINING), kept = createMatrix(fitted, 1);
  fc.assert(fc.property(anyRequest, (trip) => {
    const table = sampleTable([trip]), { columns } = transformFeatures(fitted, table);
    assert.equal(transformFeatures(fitted, table, kept), kept);
    columns.forEach((column, at) => assert.equal(bitsAt(kept.columns[at], 0), bitsAt(column, 0)));
  }));
});

Deno.test("transformFeatures gives finite numbers and codes of its levels for any request", async () => {
  const fitteds = [
    await fit(TRAINING),
    await fit([]),
    await fit([{ miles: NaN }, { from: 0, to: 0, miles: 0 }]),
  ];
  fc.assert(fc.property(fc.constantFrom(...fitteds), fc.array(anyRequest), (fitted, trips) => {
    const { rows, columns } = transformFeatures(fitted, sampleTable(trips));
    assert.equal(rows, trips.length);
    for (const column of columns) {
      if (column.kind === "numeric") {
        assert.equal(column.values.length, rows);
        assert.ok(column.values.every(Number.isFinite), column.name);
      } else {
        assert.equal(column.codes.length, rows);
        assert.ok(column.codes.every((code) => code >= UNSEEN && code < column.levels), column.name);
      }
    }
  }));
});

Deno.test("transformFeatures changes neither the trips nor what was fitted", async () => {
  const fitted = await fit(TRAINING);
  const trips = sampleTable([{ miles: NaN }, { from: 0, miles: 0 }, { miles: 4 }]);
  const before = structuredClone([fitted, trips]);
  transformFeatures(fitted, trips);
  assert.deepEqual([fitted, trips], before);
});

Deno.test("transformFeatures counts the pairs of training, ordered, and calls every other unseen", async () => {
  const [seen, other] = [await encoded({ from: 41, to: 42 }), await encoded({ from: 74, to: 75 })];
  assert.deepEqual([seen[0], other[0], (await encoded({ from: 264, to: 264 }))[0]], [0, 1, 2]);
  for (const [from, to] of [[75, 74], [0, 0], [41, 75], [265, 265]]) {
    assert.equal((await encoded({ from, to }))[0], UNSEEN);
  }
});

Deno.test("transformFeatures takes told miles as they are, and says that they were told", async () => {
  const [, pickup, dropoff, miles, missing, , , plain] = await encoded({ from: 74, to: 75, miles: 9 });
  assert.deepEqual([pickup, dropoff, miles, missing, plain], [74, 75, 9, 0, 9]);
});

Deno.test("transformFeatures fills missing miles from the pair, else its zones, else the mean", async () => {
  const fitted = await fit(TRAINING);
  const imputed = async (from: number, to: number, miles: number) =>
    (await encoded({ from, to, miles }, fitted)).slice(3, 5);
  const detour = 6 / (2 * zoneDistance(74, 75) + zoneDistance(41, 42));
  const pair = (4 + 5 * detour * zoneDistance(74, 75)) / (2 + 5); // two trips with 4 miles, five at the zones' word
  for (const miles of [0, NaN, -1, Infinity]) {
    assert.deepEqual(await imputed(74, 75, miles), [pair, 1]);
    assert.deepEqual(await imputed(132, 138, miles), [detour * zoneDistance(132, 138), 1]);
    assert.deepEqual(await imputed(0, 75, miles), [3, 1]); // the mean of 1, 3, 2 and 6 miles
  }
  for (const miles of [9, 0, NaN]) {
    assert.equal(
      (await encoded({ from: 74, to: 75, miles }, fitted))[5],
      pair,
      "the pair's own miles, whatever is told",
    );
  }
});

Deno.test("transformFeatures keeps zero miles for the baseline, and fills only missing ones with the mean", async () => {
  const fitted = await fit(TRAINING);
  assert.equal((await encoded({ miles: 0 }, fitted))[7], 0);
  assert.equal((await encoded({ miles: NaN }, fitted))[7], 3);
});

Deno.test("fitFeatures learns the same from any order and batches, and nothing from trips it is not given", async () => {
  const shuffled = fc.array(anyTrip, { maxLength: 30 }).chain((trips) =>
    fc.tuple(
      fc.constant(trips),
      fc.shuffledSubarray(trips, { minLength: trips.length }),
      fc.integer({ min: 0, max: 30 }),
    )
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ([trips, other, cut]) => {
      const whole = await fit(trips);
      const parts = await fitFeatures(
        ALL,
        streamOf(sampleTable(other.slice(0, cut)), sampleTable(other.slice(cut))),
      );
      const keys = new Set(trips.map(({ from, to }) => pairKey(from!, to!)));
      assert.deepEqual([...whole.pairs], [...keys].sort((a, b) => a - b));
      assert.deepEqual(parts.pairs, whole.pairs);
      whole.pairDistance.forEach((miles, code) =>
        assert.ok(
          Math.abs(parts.pairDistance[code] / miles - 1) < 1e-12 || miles === parts.pairDistance[code],
        )
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("fitFeatures without trips still encodes", async () => {
  assert.deepEqual(await encoded({ from: 74, to: 75, miles: NaN }, await fit([])), [
    UNSEEN,
    74,
    75,
    zoneDistance(74, 75),
    1,
    zoneDistance(74, 75),
    UNSEEN,
    0,
  ]);
  assert.deepEqual(transformFeatures(await fit([], NO_FEATURES), sampleTable([{}])).columns, []);
});

Deno.test("encodeFeatures and decodeFeatures, through JSON, give back the same features", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTrip, { maxLength: 30 }), async (trips) => {
      const fitted = await fit(trips);
      assert.deepEqual(decodeFeatures(JSON.parse(JSON.stringify(encodeFeatures(fitted)))), fitted);
    }),
    { numRuns: 40 },
  );
});

Deno.test("decodeFeatures refuses parts that do not fit together", async () => {
  const encoded = encodeFeatures(await fit(TRAINING));
  const damages: Partial<Record<keyof EncodedFeatures, unknown>>[] = [
    { pairs: [] },
    { pairs: [1, 2] },
    { pairs: [3, 2, 1] },
    { pairs: [-1, 2, 3] },
    { pairs: [1, 2, 266 * 266] },
    { pairs: undefined },
    { pair_distance: [1, null, 3] },
    { pair_distance: undefined },
    { pair_distance: ["1", "a", "3"] },
    { detour: null },
    { mean_distance: "2" },
    { spec: undefined },
    { spec: [{ type: "weather", name: "rain" }] },
  ];
  for (const damage of damages) {
    const damaged = { ...encoded, ...damage } as unknown as EncodedFeatures;
    assert.throws(
      () => decodeFeatures(damaged),
      { name: "TaxiError", code: "corrupt_model" },
      JSON.stringify(damage),
    );
  }
});
