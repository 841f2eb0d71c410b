import { daysInMonth, type Month } from "../month.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { refund } from "./fares.ts";
import type { TripDraft } from "./trip_draft.ts";

/** Share of rows with each flaw, about as TLC's months have them. */
export interface DirtRates {
  /** Passengers, rate code, payment and flags never arrived: all null together. Independent of the other flaws. */
  readonly withoutDetails: number;
  /** Recorded with no passenger at all. Independent of the other flaws. */
  readonly noPassengers: number;
  /** trip_distance 0, duration as driven. */
  readonly zeroDistance: number;
  /** Drop-off in the second of the pickup. */
  readonly zeroDuration: number;
  /** Drop-off up to an hour before the pickup. */
  readonly negativeDuration: number;
  /** The car waited: one to three hours more. */
  readonly waiting: number;
  /** The meter ran until the next day: within an hour of 24 hours. */
  readonly forgottenMeter: number;
  /** Pickup in a neighbouring month, or in a year when the clock was wrong. */
  readonly otherMonth: number;
  /** Pickup zone 264 or 265. */
  readonly unknownPickup: number;
  /** Drop-off zone 264 or 265. */
  readonly unknownDropoff: number;
  /** trip_distance of hundreds to hundreds of thousands of miles. */
  readonly odometer: number;
  /** All amounts negative. */
  readonly refund: number;
}

/** What dirt there is in the synthetic city, by kind of taxi. A row has at most one of the flaws that are not independent. */
export const DIRT: Readonly<Record<TaxiKind, DirtRates>> = {
  green: {
    withoutDetails: 0.055,
    noPassengers: 0.008,
    zeroDistance: 0.045,
    zeroDuration: 0.0013,
    negativeDuration: 0.0004,
    waiting: 0.004,
    forgottenMeter: 0.0025,
    otherMonth: 0.0004,
    unknownPickup: 0.0025,
    unknownDropoff: 0.01,
    odometer: 0.0006,
    refund: 0.003,
  },
  yellow: {
    withoutDetails: 0.045,
    noPassengers: 0.015,
    zeroDistance: 0.015,
    zeroDuration: 0.0005,
    negativeDuration: 0.0002,
    waiting: 0.002,
    forgottenMeter: 0.002,
    otherMonth: 0.0001,
    unknownPickup: 0.008,
    unknownDropoff: 0.012,
    odometer: 0.0001,
    refund: 0.007,
  },
};

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The flaws of which a row has at most one, with what each does to a priced trip. */
const FLAWS: readonly [keyof DirtRates, (trip: TripDraft, random: () => number, days: number) => void][] = [
  ["zeroDistance", (trip) => trip.distance = 0],
  ["zeroDuration", (trip) => trip.seconds = 0],
  ["negativeDuration", (trip, random) => trip.seconds = -1 - Math.floor(random() * HOUR)],
  ["waiting", (trip, random) => trip.seconds += HOUR + Math.floor(random() * 2 * HOUR)],
  ["forgottenMeter", (trip, random) => trip.seconds = DAY - 1 - Math.floor(random() * HOUR)],
  ["otherMonth", (trip, random, days) => trip.pickup = elsewhen(trip.pickup, days, random)],
  ["unknownPickup", (trip, random) => trip.from = nowhere(random)],
  ["unknownDropoff", (trip, random) => trip.to = nowhere(random)],
  ["odometer", (trip, random) => trip.distance = odometerMiles(random) * 100],
  ["refund", refund],
];

/** A clock that was set back to 2008 or so, or runs years ahead, in days. */
const WRONG_CLOCK_DAYS = [-5478, -5113, 6209];

/** A function that soils the trips of one month, each with a chance of {@linkcode DIRT}. */
export function soiler(taxi: TaxiKind, month: Month): (trip: TripDraft, random: () => number) => void {
  const rates = DIRT[taxi];
  const days = daysInMonth(month);
  let sum = 0;
  const upTo = FLAWS.map(([name]) => sum += rates[name]);
  return (trip, random) => {
    if (random() < rates.withoutDetails) trip.detailed = 0;
    if (random() < rates.noPassengers) trip.passengers = 0;
    const luck = random();
    if (luck >= sum) return;
    const [, apply] = FLAWS[upTo.findIndex((limit) => luck < limit)];
    apply(trip, random, days);
  };
}

/** Half of these rows are some hours off the month, where TLC cut it; the others have a wrong clock. */
function elsewhen(pickup: number, days: number, random: () => number): number {
  const luck = random();
  const seconds = Math.floor(random() * 6 * HOUR);
  if (luck < 0.25) return -1 - seconds;
  if (luck < 0.5) return days * DAY + seconds;
  return pickup + WRONG_CLOCK_DAYS[Math.floor((luck - 0.5) * 2 * WRONG_CLOCK_DAYS.length)] * DAY;
}

/** Most unknown zones are 264, the others were outside of the city. */
function nowhere(random: () => number): number {
  return random() < 0.7 ? 264 : 265;
}

/** From 110 miles up: half are above 20,000 miles, a quarter above 100,000. */
function odometerMiles(random: () => number): number {
  const luck = random();
  const square = luck * luck;
  return Math.round(110 + 360_000 * square * square);
}
