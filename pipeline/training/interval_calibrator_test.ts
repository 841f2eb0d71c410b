import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { sampleTable, type SampleTrip, streamOf } from "../../tests/sample_trips.ts";
import { LINEAR_FEATURES, NO_FEATURES } from "../features/feature_spec.ts";
import { fitFeatures } from "../features/fit_features.ts";
import { intervalFinder, type IntervalGroup, type IntervalTable } from "../models/prediction_interval.ts";
import { TRIP_GROUPS } from "../models/trip_group.ts";
import { IntervalCalibrator } from "./interval_calibrator.ts";

const DAY = 86_400_000_000; // microseconds

/** A trip of the test months: the day that it was on, what was predicted and what it took, minutes. */
interface Tried {
  readonly day: number;
  readonly predicted: number;
  readonly minutes: number;
}

const BLIND = await fitFeatures(NO_FEATURES, streamOf());

/** The intervals of a model that knows all trips alike. */
function calibrate(...batches: readonly (readonly Tried[])[]): IntervalTable | undefined {
  const calibrator = new IntervalCalibrator(BLIND);
  for (const batch of batches) {
    const trips = sampleTable(batch.map(({ day, minutes }) => ({ pickup: day * DAY, minutes })));
    calibrator.add(trips, Float64Array.from(batch, ({ predicted }) => predicted));
  }
  return calibrator.finish();
}

/** The one group of such a model. */
function only({ groups }: IntervalTable): IntervalGroup {
  assert.deepEqual(groups.map(({ of }) => of), [TRIP_GROUPS]);
  return groups[0];
}

/** Trips predicted to take 10 minutes, with errors from 0 in steps of a tenth. */
function stairs(count: number): Tried[] {
  return Array.from({ length: count }, (_, i) => ({ day: i, predicted: 10, minutes: 10.025 + i / 10 }));
}

Deno.test("IntervalCalibrator leaves out as many trips on either side as the rank says, by hand", () => {
  // Rank floor(200 / 20) = 10 of 199 errors: 0.9 from below, 18.9 from above, each to the outer side of its cell.
  // Of the even days rank 5 of 100: 0.8 and 19.0, which hold 91 of the odd ones; of the odd days 0.9 and 18.9, which hold 90.
  const coverage = 181 / 199;
  assert.deepEqual(calibrate(stairs(199)), {
    level: 0.9,
    groups: [{
      of: TRIP_GROUPS,
      edges: [],
      bins: [{ rows: 199, lower: 0.9, upper: 18.95, coverage }],
      coverage,
    }],
    coverage,
  });
});

Deno.test("IntervalCalibrator makes none of fewer than 100 trips, and measures nothing on days of one half", () => {
  assert.equal(calibrate(), undefined);
  assert.equal(calibrate(stairs(99)), undefined);
  const even = calibrate(stairs(199).map((trip) => ({ ...trip, day: trip.day * 2 })))!;
  const { bins: [bin] } = only(even);
  assert.deepEqual([even.coverage, bin.coverage, bin.lower], [null, null, 0.9]);
});

Deno.test("IntervalCalibrator parts short predictions from long ones, at most into ten bins of 100 trips", () => {
  const spread = (predicted: number, width: number) =>
    Array.from({ length: 150 }, (_, i) => ({
      day: i,
      predicted,
      minutes: predicted + width * ((i % 50) - 25) / 25 + 0.01,
    }));
  const two = only(calibrate([...spread(6.2, 1), ...spread(30.7, 8)])!);
  assert.deepEqual([two.edges, two.bins.map(({ rows }) => rows)], [[6.5], [150, 150]]);
  assert.ok(two.bins[0].upper < 1 && two.bins[1].upper > 6, JSON.stringify(two.bins));
  const many = only(calibrate(Array.from({ length: 60 }, (_, i) => spread(i + 0.1, 1)).flat())!);
  assert.deepEqual(many.bins.map(({ rows }) => rows), Array(10).fill(900));
  const few = only(calibrate([...spread(20, 1), ...spread(21, 1)].slice(0, 250))!);
  assert.deepEqual(few.bins.map(({ rows }) => rows), [150, 100]);
});

/** Trips whose durations scatter the wider and the more skewed the longer they are. */
function drawTrips(seed: string, count: number): Tried[] {
  const random = seededRandom(seed);
  const predicted = () => 3 + 30 * random() ** 2;
  return Array.from({ length: count }, () => {
    const minutes = predicted();
    const error = (random() + random() + random() - 1.2) * 0.4 * minutes;
    return {
      day: Math.floor(random() * 30),
      predicted: minutes,
      minutes: Math.min(Math.max(minutes + error, 0.1), 60),
    };
  });
}

function heldBy(table: IntervalTable, trips: readonly Tried[]): number {
  const find = intervalFinder(table);
  const held = trips.filter(({ predicted, minutes }) => {
    const { lower, upper } = find(0, predicted);
    return lower <= minutes && minutes <= upper;
  });
  return held.length / trips.length;
}

Deno.test("IntervalCalibrator holds nine in ten of trips that it has not seen, and says so", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const table = calibrate(drawTrips(`calibrate ${seed}`, 8000))!;
    const held = heldBy(table, drawTrips(`try ${seed}`, 8000));
    assert.ok(Math.abs(held - 0.9) < 0.02, `${held} of the trips of seed ${seed} are held`);
    assert.ok(Math.abs(table.coverage! - held) < 0.02, `${table.coverage} is told of ${held}`);
    for (const { coverage } of only(table).bins) {
      assert.ok(Math.abs(coverage! - 0.9) < 0.06, `a bin tells ${coverage}`);
    }
  }
});

Deno.test("IntervalCalibrator gives the same intervals however the trips are batched", () => {
  const trips = drawTrips("batches", 600);
  const whole = calibrate(trips);
  fc.assert(
    fc.property(fc.array(fc.nat(600), { maxLength: 5 }), (cuts) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), trips.length];
      assert.deepEqual(calibrate(...ends.slice(1).map((end, i) => trips.slice(ends[i], end))), whole);
    }),
    { numRuns: 20 },
  );
});

Deno.test("IntervalCalibrator takes predictions of any size", () => {
  const wild = stairs(300).map((trip, i) => ({ ...trip, predicted: [-5, 59.9, 6e6][i % 3] }));
  const { bins } = only(calibrate(wild)!);
  assert.equal(bins.reduce((sum, { rows }) => sum + rows, 0), 300);
  assert.ok(bins.every(({ lower, upper }) => lower < upper && Number.isFinite(upper - lower)));
});

const FEATURES = await fitFeatures(LINEAR_FEATURES, streamOf(sampleTable([{ from: 74, to: 75 }])));

/** Trips of every group, as many as told; those of which less is known are further off. */
function calibrateGroups(known: number, noMiles: number, unseen: number): IntervalTable | undefined {
  const trips = (count: number, width: number, trip: SampleTrip) =>
    Array.from(
      { length: count },
      (_, i) => ({ ...trip, pickup: i * DAY, minutes: 20 + width * ((i % 50) / 50 - 0.49) }),
    );
  const table = sampleTable([
    ...trips(known, 4, { from: 74, to: 75, miles: 2 }),
    ...trips(noMiles, 10, { from: 74, to: 75, miles: 0 }),
    ...trips(unseen, 30, { from: 1, to: 75, miles: 2 }),
  ]);
  const calibrator = new IntervalCalibrator(FEATURES);
  calibrator.add(table, new Float64Array(table.rows).fill(20));
  return calibrator.finish();
}

Deno.test("IntervalCalibrator makes wider intervals where less is known of a trip", () => {
  const { groups } = calibrateGroups(1000, 200, 200)!;
  assert.deepEqual(groups.map(({ of }) => of), [["known"], ["no_miles"], ["unseen_pair"]]);
  const widths = groups.map(({ bins: [{ lower, upper }] }) => Math.round(upper - lower));
  assert.deepEqual(widths, [4, 9, 27]);
  assert.ok(groups.every(({ coverage }) => coverage! >= 0.88));
});

Deno.test("IntervalCalibrator joins groups that have too few trips", () => {
  const joined = (...counts: [number, number, number]) =>
    calibrateGroups(...counts)?.groups.map(({ of, bins }) => [of.join(" "), bins[0].rows]);
  assert.deepEqual(joined(100, 99, 100), [["known no_miles", 199], ["unseen_pair", 100]]);
  assert.deepEqual(joined(10, 99, 0), [["known no_miles unseen_pair", 109]]);
  assert.deepEqual(joined(10, 100, 200), [["no_miles", 100], ["unseen_pair known", 210]]);
  assert.deepEqual(joined(0, 20, 200), [["unseen_pair known no_miles", 220]]);
  assert.equal(joined(50, 49, 0), undefined);
});
