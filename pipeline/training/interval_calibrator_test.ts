import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { sampleTable } from "../../tests/sample_trips.ts";
import { intervalAround, type IntervalTable } from "../models/prediction_interval.ts";
import { IntervalCalibrator } from "./interval_calibrator.ts";

const DAY = 86_400_000_000; // microseconds

/** A trip of the test months: the day that it was on, what was predicted and what it took, minutes. */
interface Tried {
  readonly day: number;
  readonly predicted: number;
  readonly minutes: number;
}

function calibrate(...batches: readonly (readonly Tried[])[]): IntervalTable | undefined {
  const calibrator = new IntervalCalibrator();
  for (const batch of batches) {
    const trips = sampleTable(batch.map(({ day, minutes }) => ({ pickup: day * DAY, minutes })));
    calibrator.add(trips, Float64Array.from(batch, ({ predicted }) => predicted));
  }
  return calibrator.finish();
}

/** Trips predicted to take 10 minutes, with errors from 0 in steps of a tenth. */
function stairs(count: number): Tried[] {
  return Array.from({ length: count }, (_, i) => ({ day: i, predicted: 10, minutes: 10.025 + i / 10 }));
}

Deno.test("IntervalCalibrator leaves out as many trips on either side as the rank says, by hand", () => {
  // Rank floor(200 / 20) = 10 of 199 errors: 0.9 from below, 18.9 from above, each to the outer side of its cell.
  // Of the even days rank 5 of 100: 0.8 and 19.0, which hold 91 of the odd ones; of the odd days 0.9 and 18.9, which hold 90.
  assert.deepEqual(calibrate(stairs(199)), {
    level: 0.9,
    edges: [],
    bins: [{ rows: 199, lower: 0.9, upper: 18.95, coverage: 181 / 199 }],
    coverage: 181 / 199,
  });
});

Deno.test("IntervalCalibrator makes none of fewer than 100 trips, and measures nothing on days of one half", () => {
  assert.equal(calibrate(), undefined);
  assert.equal(calibrate(stairs(99)), undefined);
  const even = calibrate(stairs(199).map((trip) => ({ ...trip, day: trip.day * 2 })))!;
  assert.deepEqual([even.coverage, even.bins[0].coverage, even.bins[0].lower], [null, null, 0.9]);
});

Deno.test("IntervalCalibrator parts short predictions from long ones, at most into ten bins of 100 trips", () => {
  const spread = (predicted: number, width: number) =>
    Array.from({ length: 150 }, (_, i) => ({
      day: i,
      predicted,
      minutes: predicted + width * ((i % 50) - 25) / 25 + 0.01,
    }));
  const two = calibrate([...spread(6.2, 1), ...spread(30.7, 8)])!;
  assert.deepEqual([two.edges, two.bins.map(({ rows }) => rows)], [[6.5], [150, 150]]);
  assert.ok(two.bins[0].upper < 1 && two.bins[1].upper > 6, JSON.stringify(two.bins));
  const many = calibrate(Array.from({ length: 60 }, (_, i) => spread(i + 0.1, 1)).flat())!;
  assert.deepEqual(many.bins.map(({ rows }) => rows), Array(10).fill(900));
  const few = calibrate(Array.from({ length: 2 }, (_, i) => spread(20 + i, 1)).flat().slice(0, 250))!;
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
  const held = trips.filter(({ predicted, minutes }) => {
    const { lower, upper } = intervalAround(table, predicted);
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
    for (const { coverage } of table.bins) {
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
  const { bins } = calibrate(wild)!;
  assert.equal(bins.reduce((sum, { rows }) => sum + rows, 0), 300);
  assert.ok(bins.every(({ lower, upper }) => lower < upper && Number.isFinite(upper - lower)));
});
