import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import type { Segment } from "./monitoring_result.ts";
import { decodeProfile, encodeProfile } from "./reference_profile.ts";
import { type ObservedTrips, TripWindowBuilder } from "./trip_window.ts";

interface Row {
  hour: number;
  from: number;
  to: number;
  miles: number;
  actual: number;
  predicted: number;
}

const JANUARY = Date.parse("2024-01-01T00:00:00Z") * 1000;

const row: fc.Arbitrary<Row> = fc.record({
  hour: fc.integer({ min: 0, max: 2000 }),
  from: fc.integer({ min: 0, max: 5 }),
  to: fc.integer({ min: 0, max: 5 }),
  miles: fc.constantFrom(NaN, 0, 0.99, 1, 4.5, 20, 100),
  actual: fc.constantFrom(NaN, 1, 7.5, 30, 59),
  predicted: fc.integer({ min: 0, max: 60 }),
});

Deno.test("TripWindowBuilder has the segments of the rows that have a duration, as counted one by one", () => {
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), (rows) => {
    const { regression } = windowOf([rows]);
    const known = rows.filter(({ actual }) => !Number.isNaN(actual));
    if (known.length === 0) return assert.equal(regression, undefined);
    const { segments } = regression!;
    const byHand = (labelOf: (row: Row) => string | undefined) => {
      const errors = new Map<string, number[]>();
      for (const row of known) {
        const label = labelOf(row);
        if (label !== undefined) errors.set(label, [...errors.get(label) ?? [], row.predicted - row.actual]);
      }
      return errors;
    };
    expectSegments(segments.PULocationID, byHand(({ from }) => from === 0 ? undefined : `${from}`));
    expectSegments(segments.DOLocationID, byHand(({ to }) => to === 0 ? undefined : `${to}`));
    expectSegments(
      segments.zone_pair,
      byHand(({ from, to }) => from === 0 || to === 0 ? undefined : `${from}-${to}`),
    );
    expectSegments(segments.pickup_hour, byHand(({ hour }) => `${hour % 24}`.padStart(2, "0")));
    expectSegments(segments.trip_distance, byHand(({ miles }) => band(miles)));
  }));
});

Deno.test("TripWindowBuilder does not depend on batches or on the order of the trips", () => {
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), fc.nat(), (rows, cut) => {
    const at = cut % rows.length, whole = windowOf([rows]).regression;
    const parts = windowOf([rows.slice(at).toReversed(), rows.slice(0, at)]).regression;
    if (whole === undefined || parts === undefined) return assert.equal(parts, whole);
    assert.deepEqual(parts.segments.zone_pair.map(withoutMeans), whole.segments.zone_pair.map(withoutMeans));
    assert.deepEqual(
      parts.overTime?.map(({ from, rows }) => [from, rows]),
      whole.overTime?.map(({ from, rows }) => [from, rows]),
    );
    assert.deepEqual(parts.normality, whole.normality);
    assert.deepEqual(parts.groups, whole.groups);
    assert.deepEqual(parts.dummy, whole.dummy);
    for (const name of ["me", "mae", "rmse"] as const) {
      assertClose(parts.metrics[name], whole.metrics[name], name, 1e-9, 1e-9);
    }
  }));
});

Deno.test("a window of trips is valid JSON as a profile, and comes back, whatever its trips", () => {
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
    const window = windowOf([rows]);
    const text = JSON.stringify(encodeProfile(window));
    assert.doesNotMatch(text, /NaN|Infinity/);
    const { regression } = decodeProfile(JSON.parse(text));
    assert.deepEqual(regression?.spread, window.regression?.spread);
    assert.deepEqual(regression?.groups, window.regression?.groups);
    assert.deepEqual(regression?.confidence, window.regression?.confidence);
  }));
});

function windowOf(batches: Row[][]) {
  const builder = new TripWindowBuilder();
  for (const rows of batches) {
    const trips: ObservedTrips = {
      rows: rows.length,
      pickup: Float64Array.from(rows, ({ hour }) => JANUARY + hour * 3600e6),
      pickupZone: Uint16Array.from(rows, ({ from }) => from),
      dropoffZone: Uint16Array.from(rows, ({ to }) => to),
      distance: Float64Array.from(rows, ({ miles }) => miles),
      duration: Float64Array.from(rows, ({ actual }) => actual),
    };
    builder.add(trips, Float64Array.from(rows, ({ predicted }) => predicted));
  }
  return builder.finish({ name: "some trips" });
}

function expectSegments(found: readonly Segment[], errors: ReadonlyMap<string, readonly number[]>): void {
  assert.deepEqual(found.map(({ label }) => label).toSorted(), [...errors.keys()].toSorted());
  for (const { label, rows, me, mae } of found) {
    const expected = errors.get(label)!;
    assert.equal(rows, expected.length);
    assertClose(me, mean(expected), `me of ${label}`, 1e-9, 1e-9);
    assertClose(mae, mean(expected.map(Math.abs)), `mae of ${label}`, 1e-9, 1e-9);
  }
}

function band(miles: number): string | undefined {
  if (Number.isNaN(miles)) return undefined;
  if (miles < 1) return "under 1";
  if (miles >= 20) return "20 or more";
  return miles === 1 ? "1 to 2" : "3 to 5";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function withoutMeans({ label, rows }: Segment) {
  return { label, rows };
}
