import type { TaxiKind } from "../taxi_kind.ts";
import { findZone } from "../zones.ts";
import { type AliasTable, makeAliasTable } from "./alias_table.ts";
import { AIRPORTS, CITY_ZONES, inCore, inManhattan, isAirport, roadMiles, SIDE } from "./city_geometry.ts";
import { PERIODS } from "./month_hours.ts";

/** Who wants to go where: tables that draw an index into `CITY_ZONES`. */
export interface Demand {
  /** Pickup zones, a table per period. */
  readonly origins: readonly AliasTable[];
  /** Drop-off zones, a table per period and pickup LocationID, at `period * SIDE + zone`. */
  readonly destinations: readonly (AliasTable | undefined)[];
}

/** Zones with a stand or a habit, `zone:percent` of all pickups, roughly as TLC's months have them. */
const STANDS: Readonly<Record<TaxiKind, ReadonlyMap<number, number>>> = {
  green: standsOf(
    "74:19 75:14 41:6 166:6 95:5 82:4 97:3.5 43:3 42:3 244:2.6 65:2.6 7:2.4 130:2.2 129:2 260:1.6 116:1.2 134:1.1 " +
      "92:1 33:1 66:1",
  ),
  yellow: standsOf(
    "132:5 161:4.5 237:4.5 236:4.3 162:3.4 186:3.4 230:3.3 138:3 142:3 170:3 239:2.7 163:2.7 234:2.7 48:2.7 68:2.6 " +
      "79:2.6 141:2.4 249:2.1 164:2.1 107:2.1 263:2 238:1.9 229:1.8 140:1.8 246:1.6 90:1.6 100:1.6",
  ),
};

/** Offices of Midtown and the Financial District, hospitals and universities, downtown Brooklyn. */
const WORKPLACES = zonesOf(
  "12 13 33 65 87 88 100 137 140 161 162 163 164 170 186 209 229 230 231 233 244 261",
);
/** Streets of bars, theatres and restaurants. */
const NIGHTLIFE = zonesOf("7 17 37 48 79 82 90 107 113 114 144 148 158 230 234 249 255 256");
/** Parks, marshes and cemeteries, where few people want to go. */
const GREENS = zonesOf("2 8 27 30 99 111 120 128 154 184 194 199");

/** How strongly workplaces and nightlife send people off and draw them, by period: factors on a zone's usual pull. */
const PULL: Readonly<Record<(typeof PERIODS)[number], { readonly from: Pull; readonly to: Pull }>> = {
  morning: { from: { work: 0.6, night: 0.8 }, to: { work: 2.2, night: 0.8 } },
  day: { from: { work: 1.1, night: 0.9 }, to: { work: 1.3, night: 0.9 } },
  evening: { from: { work: 1.5, night: 1 }, to: { work: 0.7, night: 1.3 } },
  night: { from: { work: 0.8, night: 1.8 }, to: { work: 0.6, night: 1.3 } },
  weekend: { from: { work: 0.7, night: 1.5 }, to: { work: 0.7, night: 1.4 } },
};

interface Pull {
  readonly work: number;
  readonly night: number;
}

/** Miles at which a destination has lost two thirds of its pull: the scale of the gravity model. */
const REACH: Readonly<Record<TaxiKind, number>> = { green: 1.25, yellow: 2.3 };
/** People go to an airport from farther away than to anywhere else: this many times. */
const AIRPORT_REACH = 3;
/** Pull of JFK and LaGuardia each; a zone of Manhattan has about 3. */
const AIRPORT_PULL: Readonly<Record<TaxiKind, number>> = { green: 2, yellow: 5 };

/** The city's demand for one kind of taxi. It is the same in every month and for every seed. */
export function cityDemand(taxi: TaxiKind): Demand {
  const origins = PERIODS.map((period) =>
    makeAliasTable(CITY_ZONES.map((zone) => originWeight(taxi, zone) * pull(PULL[period].from, zone)))
  );
  const destinations: (AliasTable | undefined)[] = new Array(PERIODS.length * SIDE).fill(undefined);
  const attraction = PERIODS.map((period) =>
    CITY_ZONES.map((zone) => destinationWeight(taxi, zone) * pull(PULL[period].to, zone))
  );
  for (const from of CITY_ZONES) {
    const near = CITY_ZONES.map((to) =>
      gravity(roadMiles(from, to), REACH[taxi] * (isAirport(to) ? AIRPORT_REACH : 1))
    );
    PERIODS.forEach((_, period) => {
      destinations[period * SIDE + from] = makeAliasTable(near.map((g, i) => g * attraction[period][i]));
    });
  }
  return { origins, destinations };
}

function originWeight(taxi: TaxiKind, zone: number): number {
  const stand = STANDS[taxi].get(zone);
  if (stand !== undefined) return stand;
  if (zone === AIRPORTS.newark || GREENS.has(zone)) return 0.01;
  if (taxi === "yellow") return inCore(zone) ? 0.7 : inManhattan(zone) ? 0.3 : 0.01;
  if (inCore(zone) || isAirport(zone)) return 0.03; // green taxis may not pick up here
  return findZone(zone)?.borough === "Staten Island" ? 0.003 : 0.1;
}

function destinationWeight(taxi: TaxiKind, zone: number): number {
  if (zone === AIRPORTS.newark) return 1;
  if (isAirport(zone)) return AIRPORT_PULL[taxi];
  if (GREENS.has(zone)) return 0.1;
  if (inManhattan(zone)) return inCore(zone) ? 3 : 2.5;
  return findZone(zone)?.borough === "Staten Island" ? 0.15 : 0.8;
}

function pull({ work, night }: Pull, zone: number): number {
  return (WORKPLACES.has(zone) ? work : 1) * (NIGHTLIFE.has(zone) ? night : 1);
}

/** Falls with the square of the distance and a half power more; sqrt is exact everywhere, a general power is not. */
function gravity(miles: number, reach: number): number {
  const near = 1 / (1 + miles * miles / (reach * reach));
  return near * Math.sqrt(near);
}

function zonesOf(list: string): ReadonlySet<number> {
  return new Set(list.split(" ").map(Number));
}

function standsOf(list: string): ReadonlyMap<number, number> {
  return new Map(list.split(" ").map((stand) => stand.split(":").map(Number) as [number, number]));
}
