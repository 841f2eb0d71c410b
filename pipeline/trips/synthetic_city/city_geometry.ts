import { findZone, ZONE_COUNT, type ZonePlace, ZONES } from "../zones.ts";

/** TLC's zones of the three airports. */
export const AIRPORTS = { newark: 1, jfk: 132, laguardia: 138 } as const;

/** Zones that no road trip in the city begins or ends in: islands without roads, and 57, whose trips TLC counts under 56. */
const WITHOUT_TRIPS: readonly number[] = [57, 103, 104, 105];

/** Ids of the zones that taxis drive to, ascending; 264 and 265 are not places. */
export const CITY_ZONES: readonly number[] = ZONES
  .filter(({ id, place }) => place !== undefined && !WITHOUT_TRIPS.includes(id))
  .map(({ id }) => id);

/** Side of tables by LocationID, whose row 0 stays empty. */
export const SIDE: number = ZONE_COUNT + 1;

/** Where the pair of LocationIDs stands in a flat table of `SIDE` times `SIDE`. */
export function pairIndex(from: number, to: number): number {
  return from * SIDE + to;
}

/** A degree of latitude. */
export const MILES_PER_DEGREE_NORTH = 69;
/** A degree of longitude at New York's latitude: 69.17 miles times the cosine of 40.7 degrees. */
export const MILES_PER_DEGREE_EAST = 52.44;
/** Manhattan's avenues run 29 degrees east of north: sine and cosine of it. */
const AVENUE_EAST = 0.4848;
const AVENUE_NORTH = 0.8746;
/** How much longer roads are than the straight line outside of Manhattan's grid. */
const DETOUR = 1.32;
/** Share of the square root of a zone's area that a trip within it covers on average: two random points of a square, in blocks. */
const WITHIN_ZONE = 0.67;

/** Miles by road between the centroids of two zones; within one zone, what its size lets one expect. */
export function roadMiles(from: number, to: number): number {
  const [a, b] = [placeOf(from), placeOf(to)];
  if (from === to) return WITHIN_ZONE * Math.sqrt(a.area);
  const east = (b.lon - a.lon) * MILES_PER_DEGREE_EAST;
  const north = (b.lat - a.lat) * MILES_PER_DEGREE_NORTH;
  if (inManhattan(from) && inManhattan(to)) {
    const along = east * AVENUE_EAST + north * AVENUE_NORTH;
    const across = east * AVENUE_NORTH - north * AVENUE_EAST;
    return Math.abs(along) + Math.abs(across);
  }
  return DETOUR * Math.sqrt(east * east + north * north);
}

/** Miles by which the ends of a trip lie off the two centroids, as one standard deviation of the distance. */
export function scatterMiles(from: number, to: number): number {
  return 0.4 * Math.sqrt((placeOf(from).area + placeOf(to).area) / 2);
}

/** Whether the zone is on Manhattan. */
export function inManhattan(zone: number): boolean {
  return findZone(zone)?.borough === "Manhattan";
}

/** Manhattan south of 96th Street, near enough: where only yellow taxis pick up, and where the congestion surcharge is due. */
export function inCore(zone: number): boolean {
  return findZone(zone)?.serviceZone === "Yellow Zone";
}

/** Miles along the avenues from a far-off origin: only good for comparing. */
function milesUptown({ lon, lat }: ZonePlace): number {
  return lon * MILES_PER_DEGREE_EAST * AVENUE_EAST + lat * MILES_PER_DEGREE_NORTH * AVENUE_NORTH;
}

/** Fifth Avenue at 60th Street. */
const SIXTIETH_STREET = milesUptown({ lon: -73.9729, lat: 40.7644, area: 0 });

/** Manhattan below 60th Street, where the fee for driving into the central business district is due. */
export function inBusinessDistrict(zone: number): boolean {
  return inCore(zone) && milesUptown(placeOf(zone)) < SIXTIETH_STREET;
}

/** Whether the zone is one of the three airports. */
export function isAirport(zone: number): boolean {
  return zone === AIRPORTS.jfk || zone === AIRPORTS.laguardia || zone === AIRPORTS.newark;
}

function placeOf(zone: number): ZonePlace {
  const place = findZone(zone)?.place;
  if (place === undefined) throw new RangeError(`Zone ${zone} lies nowhere, expected one of the city's`);
  return place;
}
