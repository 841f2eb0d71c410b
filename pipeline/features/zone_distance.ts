import { ZONE_COUNT, ZONES } from "../trips/zones.ts";

/** Zones are numbered 0 (missing) to 265, so that tables by pair have this many rows and columns. */
export const ZONE_CODES: number = ZONE_COUNT + 1;

const EARTH_RADIUS = 3958.8; // miles
const RADIANS = Math.PI / 180;

/** Row by row as they are asked for: a server that starts needs few of them, and all take 8 ms. */
let table: Float32Array | undefined;
const measured = new Uint8Array(ZONE_CODES);

/**
 * Miles between the centroids of two zones on the sphere (equirectangular, exact to 0.1 % at the size of a city); within
 * one zone the side of a square of its area; NaN where either zone has no place.
 */
export function zoneDistance(pickupZone: number, dropoffZone: number): number {
  table ??= new Float32Array(ZONE_CODES * ZONE_CODES).fill(NaN);
  if (measured[pickupZone] === 0) measureFrom(pickupZone, table);
  return table[pickupZone * ZONE_CODES + dropoffZone];
}

function measureFrom(from: number, table: Float32Array): void {
  measured[from] = 1;
  const a = ZONES.find(({ id }) => id === from)?.place;
  if (a === undefined) return;
  for (const { id: to, place: b } of ZONES) {
    if (b === undefined) continue;
    const north = (b.lat - a.lat) * RADIANS;
    const east = (b.lon - a.lon) * RADIANS * Math.cos(((a.lat + b.lat) / 2) * RADIANS);
    table[from * ZONE_CODES + to] = from === to ? Math.sqrt(a.area) : EARTH_RADIUS * Math.hypot(north, east);
  }
}
