import type { Month } from "../month.ts";
import type { TaxiKind } from "../taxi_kind.ts";
import { makeAliasTable, sampleAlias } from "./alias_table.ts";
import { CITY_ZONES, pairIndex, SIDE } from "./city_geometry.ts";
import { cityDemand, type Demand } from "./demand.ts";
import { type MonthHours, monthHours } from "./month_hours.ts";
import { bell, factor } from "./noise.ts";
import type { TripDraft } from "./trip_draft.ts";
import { cityRoads, type Roads } from "./trip_speed.ts";

/** Everything that is the same for all trips of a month. */
export interface CityMonth {
  /** Whose trips. */
  readonly taxi: TaxiKind;
  /** In which month. */
  readonly month: Month;
  /** When trips begin, and how busy the roads are then. */
  readonly hours: MonthHours;
  /** Where they begin and end. */
  readonly demand: Demand;
  /** How far that is, and how fast the way. */
  readonly roads: Roads;
}

/** Sets the city up for one month: some hundred thousand numbers, in some tens of milliseconds. */
export function cityMonth(taxi: TaxiKind, month: Month, seed: string): CityMonth {
  return {
    taxi,
    month,
    hours: monthHours(taxi, month, seed),
    demand: cityDemand(taxi),
    roads: cityRoads(month),
  };
}

const SECONDS_PER_HOUR = 3600;
/** Getting in and out with the meter running. */
const BOARDING_SECONDS = 50;
/** Drivers choose their way, lights change: spread of two trips between the same doors. */
const WAY_SPREAD = 0.1;
const TRAFFIC_SPREAD = 0.28;
const SHORTEST_MILES = 0.1;

/** Share of trips of the first of the two vendors. */
const FIRST_VENDOR: Readonly<Record<TaxiKind, number>> = { green: 0.13, yellow: 0.27 };
/** Share of records kept in the car for a while. */
const STORED = 0.004;
/** Passengers 1 to 6, in percent. */
const PASSENGERS = makeAliasTable([83, 9.5, 2, 1, 2.5, 1.5]);

/** Fills in who drove from where to where, when, how far and for how long. */
export function drawTrip(trip: TripDraft, city: CityMonth, random: () => number): void {
  const { hours, demand, roads } = city;
  const hour = sampleAlias(hours.pickups, random());
  const period = hours.period[hour];
  const from = CITY_ZONES[sampleAlias(demand.origins[period], random())];
  const to = CITY_ZONES[sampleAlias(demand.destinations[period * SIDE + from]!, random())];
  const pair = pairIndex(from, to);
  const expected = roads.miles[pair] * factor(random, WAY_SPREAD) + bell(random) * roads.scatter[pair];
  const miles = Math.max(SHORTEST_MILES * (1 + random()), expected);
  const moving = miles / (roads.speed[pair] * hours.speed[hour]) * factor(random, TRAFFIC_SPREAD);
  trip.from = from;
  trip.to = to;
  trip.pickup = hour * SECONDS_PER_HOUR + Math.floor(random() * SECONDS_PER_HOUR);
  trip.distance = Math.round(miles * 100);
  trip.seconds = Math.round(BOARDING_SECONDS + moving * SECONDS_PER_HOUR);
  trip.vendor = random() < FIRST_VENDOR[city.taxi] ? 1 : 2;
  trip.passengers = 1 + sampleAlias(PASSENGERS, random());
  trip.stored = random() < STORED ? 1 : 0;
  trip.detailed = 1;
}
