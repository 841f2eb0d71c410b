import assert from "node:assert/strict";
import fc from "fast-check";
import { anyTrip, sampleTable, type SampleTrip, streamOf } from "../../tests/sample_trips.ts";
import { type FeatureSpec, LINEAR_FEATURES, REFERENCE_FEATURES } from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import type { FittedFeatures } from "../features/fitted_features.ts";
import { transformFeatures } from "../features/transform_features.ts";
import type { LinearModel } from "../models/linear_model.ts";
import { predict } from "../models/model.ts";
import { fitModel } from "./fit_model.ts";

/** The columns of the default model without its zones: nothing is shrunk, two numbers stand beside the pairs. */
const MENDED_DISTANCE: FeatureSpec = LINEAR_FEATURES.filter(({ type }) => type !== "zone");

interface Fitted {
  readonly features: FittedFeatures;
  readonly model: LinearModel;
}

async function fit(spec: FeatureSpec, ...batches: readonly (readonly SampleTrip[])[]): Promise<Fitted> {
  const tables = batches.map(sampleTable);
  const features = await fitFeatures(spec, streamOf(...tables));
  const model = await fitModel("linear", features, streamOf(...tables));
  assert.ok(model.kind === "linear");
  return { features, model };
}

function minutes({ features, model }: Fitted, trips: readonly SampleTrip[]): Float64Array {
  return predict(model, transformFeatures(features, sampleTable(trips)));
}

/** All numbers of a model in one list. */
function numbersOf({ intercept, terms }: LinearModel): number[] {
  return [intercept, ...terms.flatMap((term) => term.kind === "numeric" ? [term.slope] : [...term.effects])];
}

/**
 * Least squares the long way: the minutes are projected on the columns of a dense matrix, one for each pair and each number,
 * made orthogonal one after another (Gram and Schmidt, twice for the digits).
 */
function denseFit({ features }: Fitted, trips: readonly SampleTrip[]): Float64Array {
  const table = sampleTable(trips);
  const columns = transformFeatures(features, table).columns.flatMap((column) => {
    if (column.kind === "numeric") return [column.values];
    return Array.from(
      { length: column.levels },
      (_, level) => Float64Array.from(column.codes, (code) => code === level ? 1 : 0),
    );
  });
  const directions: Float64Array[] = [];
  for (const column of columns) {
    const rest = without(without(column, directions), directions);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-12 * Math.sqrt(dot(column, column))) directions.push(rest.map((value) => value / length));
  }
  const residual = without(without(table.duration, directions), directions);
  return table.duration.map((value, row) => value - residual[row]);
}

/** What of `column` no direction explains. */
function without(column: Float64Array, directions: readonly Float64Array[]): Float64Array {
  const rest = column.slice();
  for (const direction of directions) {
    const share = dot(rest, direction);
    for (let row = 0; row < rest.length; row++) rest[row] -= share * direction[row];
  }
  return rest;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, row) => sum + value * b[row], 0);
}

function assertNear(
  found: Iterable<number>,
  expected: Iterable<number>,
  tolerance: number,
  about = "",
): void {
  const others = [...expected];
  for (const [i, value] of [...found].entries()) {
    const apart = Math.abs(value - others[i]);
    assert.ok(
      apart <= tolerance * Math.max(1, Math.abs(others[i])),
      `${about} ${i}: ${value}, expected ${others[i]}`,
    );
  }
}

/** Each run fits several models, with tables for all pairs of zones. */
const QUICK = { numRuns: 40 };

const someTrips = fc.array(anyTrip, { minLength: 2, maxLength: 40 });

/** Trips of one pair in which distance and missing distance each say something of their own. */
const CORE: readonly SampleTrip[] = [1, 2, 3, 5, 8, 13, 0, NaN, 0].map((miles, i) => ({
  miles,
  minutes: 4 + i * i % 17,
}));

/** Trips as the default rules leave them, enough of them for slopes that rounding does not decide. */
const cleanTrips = fc.array(anyTrip.filter(({ miles }) => !(miles! > 100)), { minLength: 2, maxLength: 40 })
  .map((trips) => [...CORE, ...trips]);

const UNSHRUNK = [
  ["the baseline", REFERENCE_FEATURES, someTrips],
  ["mended distances", MENDED_DISTANCE, cleanTrips],
] as const;

for (const [name, spec, anyTrips] of UNSHRUNK) {
  Deno.test(`fitLinearModel of ${name} equals least squares on the dense matrix`, async () => {
    await fc.assert(
      fc.asyncProperty(anyTrips, async (trips) => {
        const fitted = await fit(spec, trips);
        assertNear(minutes(fitted, trips), denseFit(fitted, trips), 1e-7, "row");
      }),
      QUICK,
    );
  });
}

const OFFERED = [
  ["the baseline", REFERENCE_FEATURES, someTrips],
  ["the default", LINEAR_FEATURES, cleanTrips],
] as const;

for (const [name, spec, anyTrips] of OFFERED) {
  Deno.test(`fitLinearModel of ${name} depends neither on the order of the rows nor on batches`, async () => {
    const shuffled = anyTrips.chain((trips) =>
      fc.tuple(
        fc.constant(trips),
        fc.shuffledSubarray(trips, { minLength: trips.length }),
        fc.integer({ min: 1, max: trips.length }),
      )
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([trips, other, cut]) => {
        const [whole, parts] = [
          await fit(spec, trips),
          await fit(spec, other.slice(0, cut), other.slice(cut)),
        ];
        assertNear(minutes(parts, trips), minutes(whole, trips), 1e-9, "row");
      }),
      QUICK,
    );
  });

  Deno.test(`fitLinearModel of ${name} takes a constant added to all durations into its intercept alone`, async () => {
    await fc.assert(
      fc.asyncProperty(anyTrips, fc.integer({ min: 1, max: 1000 }), async (trips, more) => {
        const longer = trips.map((trip) => ({ ...trip, minutes: trip.minutes! + more }));
        const [before, after] = [await fit(spec, trips), await fit(spec, longer)].map(({ model }) =>
          numbersOf(model)
        );
        before[0] += more;
        assertNear(after, before, 1e-7, "number");
      }),
      QUICK,
    );
  });
}

Deno.test("fitLinearModel of the baseline gives an unseen pair the unweighted mean of the pair effects", async () => {
  await fc.assert(fc.asyncProperty(someTrips, async (trips) => {
    const { features, model } = await fit(REFERENCE_FEATURES, trips);
    const [pair, distance] = model.terms;
    assert.ok(pair.kind === "categorical" && distance.kind === "numeric");
    const effects = pair.effects.map((effect) => model.intercept + effect);
    const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
    const miles = 3;
    const [unseen] = minutes({ features, model }, [{ from: 1, to: 2, miles }]);
    assertNear([unseen], [mean + distance.slope * miles], 1e-9);
  }));
});

Deno.test("fitLinearModel of the baseline is not flattened by rounding: odometer errors beside short trips", async () => {
  const trips = [
    { from: 74, to: 75, miles: 1, minutes: 5 },
    { from: 74, to: 75, miles: 2, minutes: 8 },
    { from: 74, to: 75, miles: 360_068, minutes: 20 },
    { from: 41, to: 42, miles: 1, minutes: 7 },
    { from: 41, to: 42, miles: 1.5, minutes: 9 },
  ];
  const { model } = await fit(REFERENCE_FEATURES, trips);
  const slope = model.terms.find((term) => term.kind === "numeric")!.slope;
  // within-pair covariance over within-pair variance, in whole numbers: miles times 2, minutes times 1, by pair
  const expected = withinSlope([[[2, 5], [4, 8], [720_136, 20]], [[2, 7], [3, 9]]]) * 2;
  assert.ok(Math.abs(slope / expected - 1) < 1e-14, `slope ${slope}, expected ${expected}`);
});

/** Slope within groups of [x, y] in exact whole numbers: sums over each group of n x y - sum x sum y, brought to one n. */
function withinSlope(groups: readonly (readonly (readonly [number, number])[])[]): number {
  let xy = 0n, xx = 0n;
  const all = groups.reduce((product, group) => product * BigInt(group.length), 1n);
  for (const group of groups) {
    const n = BigInt(group.length);
    const sum = (value: (point: readonly [number, number]) => number) =>
      group.reduce((total, point) => total + BigInt(value(point)), 0n);
    xy += (n * sum(([x, y]) => x * y) - sum(([x]) => x) * sum(([, y]) => y)) * (all / n);
    xx += (n * sum(([x]) => x * x) - sum(([x]) => x) ** 2n) * (all / n);
  }
  return Number(xy) / Number(xx);
}

Deno.test("fitLinearModel without any scatter of the distances has slope 0 and answers the pairs' means", async () => {
  const trips = [{ minutes: 10 }, { minutes: 20 }, { from: 41, minutes: 7 }];
  const fitted = await fit(REFERENCE_FEATURES, trips);
  assert.deepEqual(fitted.model.terms[1], { kind: "numeric", name: "trip_distance", slope: 0, centre: 0 });
  assertNear(minutes(fitted, trips), [15, 15, 7], 1e-12);
});

Deno.test("fitLinearModel by default never answers beyond the durations that it saw; the baseline may", async () => {
  const trips = Array.from({ length: 20 }, (_, i) => ({ miles: 1 + i / 4, minutes: 5 + i }));
  const far = [{ miles: 1000 }, { miles: 0.001 }, { from: 132, to: 138, miles: 360_068 }];
  const [linear, baseline] = [await fit(LINEAR_FEATURES, trips), await fit(REFERENCE_FEATURES, trips)];
  assert.deepEqual(linear.model.bounds, [5, 24]);
  assert.deepEqual([...minutes(linear, far)], [24, 5, 24]);
  assert.equal(baseline.model.bounds, null);
  assert.ok(minutes(baseline, far)[0] > 1000);
});
