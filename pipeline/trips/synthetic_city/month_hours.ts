import { seededRandom } from "../../../lib/random.ts";
import { daysInMonth, type Month, monthStart } from "../month.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { type AliasTable, makeAliasTable } from "./alias_table.ts";
import { factor } from "./noise.ts";

/** Parts of the week in which people want to go to different places. */
export const PERIODS = ["morning", "day", "evening", "night", "weekend"] as const;

/** Every hour of one month: how likely a trip begins in it, how fast the roads are, which period it belongs to. */
export interface MonthHours {
  /** Draws the hour of the month in which a trip begins. */
  readonly pickups: AliasTable;
  /** Factor on the speed of every trip: 1 is an empty road on a fine day. */
  readonly speed: Float64Array;
  /** Index into {@linkcode PERIODS}. */
  readonly period: Uint8Array;
  /** 1 from Monday to Friday, but for holidays. */
  readonly workday: Uint8Array;
}

/** Trips a day, Sunday first, against the average day. */
const DAY_DEMAND: Readonly<Record<TaxiKind, readonly number[]>> = {
  green: [0.76, 0.96, 1.0, 1.05, 1.08, 1.1, 0.9],
  yellow: [0.86, 0.87, 0.96, 1.02, 1.08, 1.07, 1.09],
};

/** Pickups of the 24 hours, in percent of the day. */
const HOUR_DEMAND: Readonly<Record<TaxiKind, { workday: readonly number[]; weekend: readonly number[] }>> = {
  green: {
    workday: [13, 9, 5, 5, 4, 5, 18, 45, 57, 57, 54, 53, 52, 53, 61, 71, 78, 86, 81, 61, 47, 36, 29, 22],
    weekend: [32, 25, 20, 18, 12, 8, 10, 15, 22, 36, 46, 56, 60, 64, 70, 75, 75, 71, 68, 59, 53, 42, 35, 30],
  },
  yellow: {
    workday: [19, 10, 6, 4, 4, 7, 17, 36, 47, 46, 44, 46, 49, 50, 54, 57, 59, 68, 72, 65, 59, 58, 52, 37],
    weekend: [54, 44, 35, 23, 13, 7, 9, 13, 20, 31, 41, 48, 53, 55, 56, 57, 58, 60, 60, 54, 49, 48, 52, 53],
  },
};

/** Speed of the 24 hours in percent of an empty road: working mornings and afternoons are slow. */
const HOUR_SPEED = {
  workday: [87, 87, 88, 90, 99, 97, 84, 69, 61, 63, 65, 65, 64, 64, 61, 58, 58, 61, 65, 72, 75, 79, 81, 84],
  weekend: [81, 81, 82, 85, 92, 96, 93, 91, 86, 81, 77, 73, 71, 69, 67, 67, 67, 67, 69, 72, 74, 76, 77, 79],
} as const;

/** Days on which the city sleeps late: demand and roads of a Sunday, and fewer trips. */
const HOLIDAYS: readonly string[] = ["01-01", "07-04", "12-25"];
const HOLIDAY_DEMAND = 0.8;

/** Rain, snow and parades: how much demand and speed differ between two days of the same kind. */
const DAY_SPREAD = { demand: 0.07, speed: 0.05 } as const;

/** The hours of a month; the days' weather is drawn from `seed` and the month, the same for both kinds of taxi. */
export function monthHours(taxi: TaxiKind, month: Month, seed: string): MonthHours {
  const days = daysInMonth(month);
  const firstWeekday = new Date(monthStart(month) / 1000).getUTCDay();
  const weather = seededRandom(`${seed}/weather/${month}`);
  const weights = new Float64Array(days * 24);
  const speed = new Float64Array(days * 24);
  const period = new Uint8Array(days * 24);
  const workday = new Uint8Array(days * 24);
  for (let day = 0; day < days; day++) {
    const holiday = HOLIDAYS.includes(`${month.slice(5)}-${String(day + 1).padStart(2, "0")}`);
    const weekday = holiday ? 0 : (firstWeekday + day) % 7;
    const kind = weekday === 0 || weekday === 6 ? "weekend" : "workday";
    const demand = DAY_DEMAND[taxi][weekday] * (holiday ? HOLIDAY_DEMAND : 1) *
      factor(weather, DAY_SPREAD.demand);
    const roads = factor(weather, DAY_SPREAD.speed);
    for (let hour = 0; hour < 24; hour++) {
      const index = day * 24 + hour;
      weights[index] = demand * HOUR_DEMAND[taxi][kind][hour];
      speed[index] = roads * HOUR_SPEED[kind][hour] / 100;
      period[index] = PERIODS.indexOf(kind === "weekend" ? "weekend" : periodOfWorkday(hour));
      workday[index] = kind === "workday" ? 1 : 0;
    }
  }
  return { pickups: makeAliasTable(weights), speed, period, workday };
}

function periodOfWorkday(hour: number): (typeof PERIODS)[number] {
  if (hour < 6 || hour >= 20) return "night";
  if (hour < 10) return "morning";
  return hour < 16 ? "day" : "evening";
}
