import type { Month } from "../month.ts";
import { isAirport } from "./city_geometry.ts";

/**
 * The first month of the works: the bridge between East Harlem, Astoria and the Bronx is rebuilt, and with it the roads to
 * the airports. Trips there take a way round. It is the one lasting change of the synthetic city, so that monitoring has
 * something true to find: what comes before differs by season and growth alone.
 */
export const WORKS_BEGIN: Month = "2024-06" as Month;

/** How the works change a trip that they touch: `miles` and `minutes` are factors on its distance and its duration. */
export const WORKS: { readonly miles: number; readonly minutes: number } = { miles: 1.35, minutes: 1.45 };

/** Harlem, the north of the Upper East Side, the islands under the bridge, Astoria, Steinway and the southern Bronx. */
const WORKS_ZONES: ReadonlySet<number> = new Set(
  "41 42 74 75 140 141 236 262 263 194 7 8 179 223 69 119 159 168 247".split(" ").map(Number),
);

/** Whether the works lie on the way between two zones: to or from an airport, or to or from a zone around the bridge. */
export function worksOnTheWay(from: number, to: number): boolean {
  if (from === to) return false;
  return isAirport(from) || isAirport(to) || WORKS_ZONES.has(from) || WORKS_ZONES.has(to);
}
