import type { TripRequests } from "../features/feature_spec.ts";
import { PICKUP_CUTS, pickupCodes } from "./pickup_cuts.ts";
import { labelledCut, type SegmentCut } from "./segment_sums.ts";

/** One more than the greatest zone; zone 0 is a missing one. */
const ZONES = 266;

/** Pairs that a window keeps, those with the most trips: nine in ten trips and more are between them. */
const MOST_PAIRS = 5000;

/** Miles at which a longer band of distances begins. */
const DISTANCE_EDGES = [1, 2, 3, 5, 8, 12, 20];

/** The name of the cut by pairs of zones; labels are pick-up and drop-off zone, such as `132-236`. */
export const PAIR_CUT = "zone_pair";

/** How trips are cut into segments: by hour, weekday, zones, pair of zones and miles. */
export const TRIP_CUTS: readonly SegmentCut[] = [
  ...PICKUP_CUTS,
  { name: "PULocationID", codes: ZONES, label: String },
  { name: "DOLocationID", codes: ZONES, label: String },
  {
    name: PAIR_CUT,
    codes: ZONES * ZONES,
    label: (code) => `${Math.floor(code / ZONES)}-${code % ZONES}`,
    most: MOST_PAIRS,
  },
  labelledCut("trip_distance", bandLabels(DISTANCE_EDGES)),
];

/** Labels of the bands between these edges, an edge belonging to the band above. */
export function bandLabels(edges: readonly number[]): string[] {
  if (edges.length === 0) return ["all"];
  return [
    `under ${edges[0]}`,
    ...edges.slice(1).map((edge, i) => `${edges[i]} to ${edge}`),
    `${edges.at(-1)} or more`,
  ];
}

/** Codes by name of a cut; -1 for what is not known, but 255 in those of {@linkcode pickupCodes}. */
export type TripCodes =
  & Readonly<Record<"PULocationID" | "DOLocationID" | typeof PAIR_CUT | "trip_distance", Int32Array>>
  & Readonly<Record<string, Int32Array | Uint8Array>>;

/** The codes of {@linkcode TRIP_CUTS} for a batch. */
export function tripCodes(trips: TripRequests): TripCodes {
  const { rows, pickupZone, dropoffZone, distance } = trips;
  const pickups = new Int32Array(rows), dropoffs = new Int32Array(rows), pairs = new Int32Array(rows);
  const miles = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = pickupZone[row], to = dropoffZone[row];
    pickups[row] = from === 0 ? -1 : from;
    dropoffs[row] = to === 0 ? -1 : to;
    pairs[row] = from === 0 || to === 0 || from >= ZONES || to >= ZONES ? -1 : from * ZONES + to;
    miles[row] = distanceBand(distance[row]);
  }
  return {
    ...pickupCodes(trips.pickup),
    PULocationID: pickups,
    DOLocationID: dropoffs,
    [PAIR_CUT]: pairs,
    trip_distance: miles,
  };
}

function distanceBand(miles: number): number {
  if (Number.isNaN(miles)) return -1;
  let band = 0;
  while (band < DISTANCE_EDGES.length && miles >= DISTANCE_EDGES[band]) band++;
  return band;
}
