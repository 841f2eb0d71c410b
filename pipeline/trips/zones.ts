import { ZONE_TABLE } from "./zone_table.ts";

/** Borough as TLC writes it; `Unknown` and `N/A` are the boroughs of zones 264 and 265. */
export type Borough =
  | "Manhattan"
  | "Brooklyn"
  | "Queens"
  | "Bronx"
  | "Staten Island"
  | "EWR"
  | "Unknown"
  | "N/A";

/** Who may pick up there on the street: yellow taxis alone, green ones too, or by the airports' own rules. */
export type ServiceZone = "Yellow Zone" | "Boro Zone" | "Airports" | "EWR" | "N/A";

/** Where a zone lies. */
export interface ZonePlace {
  /** Longitude of the centroid, degrees east, to about a hundred metres. */
  readonly lon: number;
  /** Latitude of the centroid, degrees north. */
  readonly lat: number;
  /** Land in the outline, square miles. */
  readonly area: number;
}

/** One of TLC's taxi zones. */
export interface Zone {
  /** TLC's LocationID, 1..265. */
  readonly id: number;
  /** TLC's name; not unique: 56 and 57 are both `Corona`, 103 to 105 share one name too. */
  readonly name: string;
  /** Borough, or what stands for it. */
  readonly borough: Borough;
  /** Who may pick up there. */
  readonly serviceZone: ServiceZone;
  /** Absent for 264 (unknown) and 265 (outside of New York City). */
  readonly place?: ZonePlace;
}

/** How many zones TLC numbers, from 1 on. */
export const ZONE_COUNT = 265;

const BOROUGHS: Readonly<Record<string, Borough>> = {
  M: "Manhattan",
  K: "Brooklyn",
  Q: "Queens",
  X: "Bronx",
  S: "Staten Island",
  E: "EWR",
  U: "Unknown",
  "-": "N/A",
};

const SERVICE_ZONES: Readonly<Record<string, ServiceZone>> = {
  Y: "Yellow Zone",
  B: "Boro Zone",
  A: "Airports",
  E: "EWR",
  "-": "N/A",
};

/** All zones in order of their id: `ZONES[id - 1]` has LocationID `id`. */
export const ZONES: readonly Zone[] = ZONE_TABLE.split("\n").map(readZone);

/** The zone with LocationID `id`, or undefined where TLC has none. */
export function findZone(id: number): Zone | undefined {
  return ZONES[id - 1];
}

function readZone(line: string): Zone {
  const [id, borough, serviceZone, lon, lat, area, ...name] = line.split(" ");
  return {
    id: Number(id),
    name: name.join(" "),
    borough: BOROUGHS[borough],
    serviceZone: SERVICE_ZONES[serviceZone],
    ...(lon === "-" ? {} : { place: { lon: Number(lon), lat: Number(lat), area: Number(area) } }),
  };
}
