import assert from "node:assert/strict";
import { type Month, parseMonth } from "../month.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { TAXI_KINDS } from "../taxi_kind.ts";
import { AIRPORTS, inBusinessDistrict, inCore } from "./city_geometry.ts";
import { generateSyntheticMonth } from "./generate_month.ts";

const AMOUNTS = [
  "fare_amount",
  "extra",
  "mta_tax",
  "tip_amount",
  "tolls_amount",
  "improvement_surcharge",
  "congestion_surcharge",
  "airport_fee",
  "Airport_fee",
  "cbd_congestion_fee",
];

/** The rows of a month as records, the value alone; a reader for tests, not for speed. */
function rowsOf(taxi: TaxiKind, month: Month, rows = 5000): Record<string, number>[] {
  return [...generateSyntheticMonth(taxi, month, { rows })].flatMap((batch) =>
    Array.from(
      { length: batch.rows },
      (_, row) =>
        Object.fromEntries(Object.entries(batch.columns).map(([name, { values }]) => [name, values[row]])),
    )
  );
}

Deno.test("total_amount is the sum of all amounts, to the cent, refunds too", () => {
  for (const taxi of TAXI_KINDS) {
    for (const month of ["2022-12", "2023-05", "2025-01"].map(parseMonth)) {
      for (const row of rowsOf(taxi, month)) {
        const cents = AMOUNTS.reduce((sum, name) => sum + Math.round((row[name] ?? 0) * 100), 0);
        assert.equal(row.total_amount, cents / 100);
        for (const name of AMOUNTS) assert.ok(!Object.is(row[name], -0), `${name} is -0`);
      }
    }
  }
});

Deno.test("only cards give tips that are recorded", () => {
  const trips = rowsOf("yellow", parseMonth("2024-03"));
  for (const row of trips) if (row.payment_type > 1) assert.equal(row.tip_amount, 0);
  const tipped = trips.filter((row) => row.payment_type === 1 && row.tip_amount > 0);
  const shares = tipped.map((row) => row.tip_amount / (row.total_amount - row.tip_amount)).sort((a, b) =>
    a - b
  );
  assert.ok(Math.abs(shares[shares.length >> 1] - 0.2) < 0.005, "the median tip is 20 percent");
});

Deno.test("surcharges are due where and when New York has them", () => {
  const due = (taxi: TaxiKind, month: string) => {
    const known = rowsOf(taxi, parseMonth(month))
      .filter((row) => row.fare_amount > 0 && row.PULocationID < 264 && row.DOLocationID < 264);
    for (const row of known) {
      const touches = (test: (zone: number) => boolean) => test(row.PULocationID) || test(row.DOLocationID);
      assert.equal(row.congestion_surcharge, touches(inCore) ? taxi === "green" ? 2.75 : 2.5 : 0);
      if (month >= "2025-01") assert.equal(row.cbd_congestion_fee, touches(inBusinessDistrict) ? 0.75 : 0);
    }
    return known;
  };
  due("green", "2023-05");
  const later = due("yellow", "2025-01");
  for (const { PULocationID: from, Airport_fee: fee } of later) {
    assert.equal(fee, from === AIRPORTS.jfk || from === AIRPORTS.laguardia ? 1.75 : 0);
  }
  for (const { airport_fee: fee } of due("yellow", "2022-12")) assert.ok(fee === 0 || fee === 1.25);
});

Deno.test("trips between JFK and Manhattan cost the flat fare under rate code 2", () => {
  const flat = rowsOf("yellow", parseMonth("2024-03"), 20_000)
    .filter((row) => row.RatecodeID === 2 && row.fare_amount > 0);
  assert.ok(flat.length > 50);
  for (const row of flat) assert.equal(row.fare_amount, 70);
});

Deno.test("fares rise with the tariff of 2023", () => {
  const mean = (month: string) => {
    const fares = rowsOf("green", parseMonth(month)).map((row) => row.fare_amount);
    return fares.reduce((a, b) => a + b) / fares.length;
  };
  const rise = mean("2023-01") / mean("2022-12");
  assert.ok(rise > 1.15 && rise < 1.5, `rose by ${rise}`);
});
