import { findZone } from "../pipeline/trips/zones.ts";

/** Columns and cuts that hold the number of a zone. */
const ZONE_COLUMNS = new Set(["PULocationID", "DOLocationID"]);

/** Columns and cuts that hold two of them, such as `74-75` or `74_75`. */
const PAIR_COLUMNS = new Set(["PU_DO", "zone_pair"]);

/** Zones by their names, everything else as it is. */
export function zoneLabel(column: string, level: string): string {
  if (ZONE_COLUMNS.has(column)) return zoneName(level) ?? level;
  if (!PAIR_COLUMNS.has(column)) return level;
  const [from, to, ...more] = level.split(/[-_]/).map(zoneName);
  return from === undefined || to === undefined || more.length > 0 ? level : `${from} to ${to}`;
}

function zoneName(id: string): string | undefined {
  return /^\d+$/.test(id) ? findZone(Number(id))?.name : undefined;
}
