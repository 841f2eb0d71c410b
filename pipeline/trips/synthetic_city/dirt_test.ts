import assert from "node:assert/strict";
import { seededRandom } from "../../../lib/random.ts";
import { daysInMonth, parseMonth } from "../month.ts";
import { TAXI_KINDS, type TaxiKind } from "../taxi_kind.ts";
import { DIRT, type DirtRates, soiler } from "./dirt.ts";
import { totalCents } from "./fares.ts";
import { generateSyntheticMonth } from "./generate_month.ts";
import { emptyDraft, type TripDraft } from "./trip_draft.ts";

const ROWS = 200_000;
const MONTH = parseMonth("2024-03");
const HOUR = 3600;

const CLEAN: TripDraft = {
  ...emptyDraft(),
  pickup: 15 * 24 * HOUR,
  seconds: 600,
  from: 74,
  to: 75,
  distance: 180,
  passengers: 1,
  detailed: 1,
  fare: 1200,
};

/** How each flaw shows on a trip that was clean. */
const FOUND: Readonly<Record<keyof DirtRates, (trip: TripDraft) => boolean>> = {
  withoutDetails: ({ detailed }) => detailed === 0,
  noPassengers: ({ passengers }) => passengers === 0,
  zeroDistance: ({ distance }) => distance === 0,
  zeroDuration: ({ seconds }) => seconds === 0,
  negativeDuration: ({ seconds }) => seconds < 0 && seconds >= -HOUR,
  waiting: ({ seconds }) => seconds >= HOUR + 600 && seconds < 3 * HOUR + 600,
  forgottenMeter: ({ seconds }) => seconds >= 23 * HOUR && seconds < 24 * HOUR,
  otherMonth: ({ pickup }) => pickup < 0 || pickup >= daysInMonth(MONTH) * 24 * HOUR,
  unknownPickup: ({ from }) => from === 264 || from === 265,
  unknownDropoff: ({ to }) => to === 264 || to === 265,
  odometer: ({ distance }) => distance > 100_00,
  refund: (trip) => totalCents(trip) < 0,
};

function countFlaws(taxi: TaxiKind): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(Object.keys(FOUND).map((flaw) => [flaw, 0]));
  const soil = soiler(taxi, MONTH);
  const random = seededRandom("dirt");
  for (let row = 0; row < ROWS; row++) {
    const trip = { ...CLEAN };
    soil(trip, random);
    for (const [flaw, found] of Object.entries(FOUND)) if (found(trip)) counts[flaw]++;
  }
  return counts;
}

for (const taxi of TAXI_KINDS) {
  Deno.test(`soiler soils ${taxi} trips at the rates that DIRT states`, () => {
    const counts = countFlaws(taxi);
    for (const [flaw, rate] of Object.entries(DIRT[taxi])) {
      const tolerance = 4 * Math.sqrt(ROWS * rate); // a rare flaw is a Poisson count
      assert.ok(
        Math.abs(counts[flaw] - ROWS * rate) <= tolerance,
        `${flaw}: ${counts[flaw]} rows, expected ${ROWS * rate} +- ${tolerance}`,
      );
    }
  });
}

Deno.test("a synthetic month lacks a trip's details together", () => {
  for (const taxi of TAXI_KINDS) {
    const [{ rows, columns }] = generateSyntheticMonth(taxi, MONTH, { rows: 5000 });
    const missing = columns.RatecodeID.valid!;
    for (const name of ["passenger_count", "store_and_fwd_flag"]) {
      assert.deepEqual(columns[name].valid, missing);
    }
    for (let row = 0; row < rows; row++) {
      const { values, valid } = columns.payment_type;
      const paid = taxi === "green" ? valid![row] === 1 : values[row] !== 0;
      assert.equal(paid, missing[row] === 1, "green has no payment_type there, yellow has 0");
    }
  }
});

Deno.test("a synthetic month has every flaw that a reader must survive", () => {
  const years = new Set<number>();
  let longest = 0, backwards = 0, unknown = 0;
  for (const { rows, columns } of generateSyntheticMonth("green", MONTH, { rows: ROWS })) {
    for (let row = 0; row < rows; row++) {
      years.add(new Date(columns.lpep_pickup_datetime.values[row] / 1000).getUTCFullYear());
      longest = Math.max(longest, columns.trip_distance.values[row]);
      if (columns.lpep_dropoff_datetime.values[row] < columns.lpep_pickup_datetime.values[row]) backwards++;
      if (columns.DOLocationID.values[row] >= 264) unknown++;
    }
  }
  assert.ok(
    [...years].some((year) => year < 2011) && [...years].some((year) => year > 2040),
    [...years].join(),
  );
  assert.ok(longest > 100_000 && longest < 400_000, `longest ${longest}`);
  assert.ok(backwards > 0 && unknown > 0);
});
