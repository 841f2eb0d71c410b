import assert from "node:assert/strict";
import { type Month, monthEnd, monthStart, parseMonth } from "../month.ts";
import { TAXI_KINDS, type TaxiKind } from "../taxi_kind.ts";
import { inManhattan, isAirport } from "./city_geometry.ts";
import { generateSyntheticMonth } from "./generate_month.ts";
import { WORKS_BEGIN, worksOnTheWay } from "./works.ts";

const ROWS = 60_000;

interface CityTrip {
  readonly from: number;
  readonly to: number;
  readonly hour: number;
  readonly workday: boolean;
  readonly miles: number;
  readonly minutes: number;
}

/** The trips of a month that anyone would keep: inside the month, up to an hour, with a distance, between known zones. */
function soundTrips(taxi: TaxiKind, month: Month): CityTrip[] {
  const trips: CityTrip[] = [];
  const prefix = taxi === "green" ? "lpep" : "tpep";
  for (const { rows, columns } of generateSyntheticMonth(taxi, month, { rows: ROWS })) {
    const [pickup, dropoff] = ["pickup", "dropoff"].map((end) => columns[`${prefix}_${end}_datetime`].values);
    for (let row = 0; row < rows; row++) {
      const minutes = (dropoff[row] - pickup[row]) / 60e6;
      const miles = columns.trip_distance.values[row];
      const [from, to] = [columns.PULocationID.values[row], columns.DOLocationID.values[row]];
      const inside = pickup[row] >= monthStart(month) && pickup[row] < monthEnd(month);
      if (!inside || minutes <= 0 || minutes > 60 || miles <= 0 || miles > 100 || from > 263 || to > 263) {
        continue;
      }
      const time = new Date(pickup[row] / 1000);
      trips.push({ from, to, hour: time.getUTCHours(), workday: time.getUTCDay() % 6 !== 0, miles, minutes });
    }
  }
  return trips;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function between(value: number, least: number, most: number, what: string): void {
  assert.ok(value >= least && value <= most, `${what}: ${value}, expected ${least} to ${most}`);
}

function mph(trips: CityTrip[]): number {
  return median(
    trips.filter(({ miles }) => miles > 1 && miles < 4).map(({ miles, minutes }) => miles / minutes * 60),
  );
}

const MARCH = Object.fromEntries(TAXI_KINDS.map((taxi) => [taxi, soundTrips(taxi, parseMonth("2023-03"))]));

Deno.test("the synthetic city has trips as long as New York's", () => {
  for (const taxi of TAXI_KINDS) {
    const trips = MARCH[taxi];
    between(trips.length / ROWS, 0.9, 0.98, "share of sound trips");
    between(median(trips.map(({ miles }) => miles)), 1.5, 2.3, `${taxi} miles`);
    between(trips.reduce((sum, { minutes }) => sum + minutes, 0) / trips.length, 11.5, 15, `${taxi} minutes`);
  }
});

Deno.test("the synthetic city has two kinds of taxi in different places", () => {
  const share = (taxi: TaxiKind, test: (trip: CityTrip) => boolean) =>
    MARCH[taxi].filter(test).length / MARCH[taxi].length;
  between(
    share("yellow", ({ from, to }) => inManhattan(from) && inManhattan(to)),
    0.7,
    0.9,
    "yellow in Manhattan",
  );
  between(
    share("yellow", ({ from, to }) => isAirport(from) || isAirport(to)),
    0.07,
    0.15,
    "yellow at airports",
  );
  between(share("green", ({ from }) => !inManhattan(from)), 0.3, 0.5, "green from other boroughs");
  between(share("green", ({ from, to }) => from === to), 0.08, 0.16, "green within a zone");
  between(share("green", ({ from }) => isAirport(from)), 0, 0.005, "green from airports");
});

Deno.test("the synthetic city drives to nearly every zone and in thousands of pairs", () => {
  for (const taxi of TAXI_KINDS) {
    assert.ok(new Set(MARCH[taxi].map(({ to }) => to)).size > 250);
    between(new Set(MARCH[taxi].map(({ from, to }) => from * 1000 + to)).size, 5000, 12_000, `${taxi} pairs`);
  }
});

Deno.test("the synthetic city is slow in the rush hour and fast at night, faster at the weekend", () => {
  for (const taxi of TAXI_KINDS) {
    const trips = MARCH[taxi];
    const rush = mph(trips.filter(({ workday, hour }) => workday && hour >= 15 && hour < 18));
    const night = mph(trips.filter(({ hour }) => hour < 6));
    const weekend = mph(trips.filter(({ workday, hour }) => !workday && hour >= 8 && hour < 11));
    const working = mph(trips.filter(({ workday, hour }) => workday && hour >= 8 && hour < 11));
    between(night / rush, 1.25, 1.6, `${taxi} night against rush hour`);
    between(weekend / working, 1.1, 1.4, `${taxi} weekend morning against working morning`);
  }
});

Deno.test("the synthetic city has its trips when New York is awake", () => {
  for (const taxi of TAXI_KINDS) {
    const perHour = new Array(24).fill(0);
    for (const { hour, workday } of MARCH[taxi]) if (workday) perHour[hour]++;
    between(perHour.indexOf(Math.max(...perHour)), 16, 18, `${taxi} busiest hour`);
    between(perHour.indexOf(Math.min(...perHour)), 2, 5, `${taxi} quietest hour`);
  }
});

Deno.test("the works make trips on their way longer from WORKS_BEGIN on, and no others", () => {
  assert.equal(WORKS_BEGIN, "2024-06");
  const [before, after] = ["2024-05", "2024-06"].map((month) => soundTrips("green", parseMonth(month)));
  const change = (of: "miles" | "minutes", onTheWay: boolean) => {
    const [was, is] = [before, after].map((trips) =>
      median(trips.filter(({ from, to }) => worksOnTheWay(from, to) === onTheWay).map((trip) => trip[of]))
    );
    return is / was;
  };
  between(change("miles", true), 1.2, 1.4, "miles on the way");
  between(change("minutes", true), 1.25, 1.5, "minutes on the way");
  between(change("miles", false), 0.96, 1.04, "miles elsewhere");
  between(change("minutes", false), 0.96, 1.04, "minutes elsewhere");
});

Deno.test("the synthetic city hardly changes in the year before the works", () => {
  const minutes = ["2023-07", "2023-12", "2024-05"].map((month) => {
    const trips = soundTrips("green", parseMonth(month));
    return trips.reduce((sum, trip) => sum + trip.minutes, 0) / trips.length;
  });
  between(Math.max(...minutes) / Math.min(...minutes), 1, 1.04, "longest against shortest month");
});
