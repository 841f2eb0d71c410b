import { type Zone, type ZonePlace, ZONES } from "../zones.ts";
import { type ZoneMap, zoneMap, type ZoneShape } from "./zone_map.ts";

/** A borough on the schematic map: its place in tiles, and how its zones are told apart. */
interface Block {
  readonly borough: Zone["borough"];
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  /** Degrees east of north that "up" is in this borough: Manhattan's avenues run aslant. */
  readonly lean?: number;
}

/** Boroughs in about the places that they have to each other; none overlaps another. */
const BLOCKS: readonly Block[] = [
  { borough: "Manhattan", column: 6, row: 0, columns: 4, lean: 29 },
  { borough: "Bronx", column: 11, row: 0, columns: 7 },
  { borough: "Queens", column: 19, row: 4, columns: 7 },
  { borough: "Brooklyn", column: 11, row: 8, columns: 7 },
  { borough: "Staten Island", column: 0, row: 13, columns: 5 },
  { borough: "EWR", column: 3, row: 9, columns: 1 },
  { borough: "N/A", column: 0, row: 0, columns: 1 },
];

/** Above the first row there is room for the boroughs' names. */
const TILE = 64, GAP = 6, MARGIN = 10, TOP = 40;

/**
 * A schematic map for a home without outlines: a tile for each zone, in blocks by borough, within a block by where the
 * centroids lie. Zone 265, outside of New York, gets a tile of its own in the corner.
 */
export function tileMap(): ZoneMap {
  const tiles = BLOCKS.flatMap(layBlock);
  const extent = (at: "column" | "row") =>
    Math.max(...tiles.map((tile) => tile[at] + 1)) * (TILE + GAP) - GAP + MARGIN;
  return zoneMap("tiles", [extent("column") + MARGIN, extent("row") + TOP], tiles.map(tileShape));
}

interface Tile {
  readonly id: number;
  readonly column: number;
  readonly row: number;
}

/** Row by row from north to south, each from west to east; what does not fill a row is spread over all of them. */
function layBlock({ borough, column, row, columns, lean = 0 }: Block): Tile[] {
  const zones = ZONES.filter((zone) => zone.borough === borough).map(({ id, place }) => ({
    id,
    ...turned(place, lean),
  })).sort((a, b) => b.north - a.north || a.id - b.id);
  const rows = Math.ceil(zones.length / columns);
  return Array.from({ length: rows }, (_, i) => {
    const [from, to] = [i, i + 1].map((at) => Math.round(at * zones.length / rows));
    return zones.slice(from, to).sort((a, b) => a.east - b.east || a.id - b.id)
      .map(({ id }, at) => ({ id, column: column + at, row: row + i }));
  }).flat();
}

/** North and east of a place on the plane, turned so that the borough stands upright. */
function turned(
  place: ZonePlace | undefined,
  lean: number,
): { readonly north: number; readonly east: number } {
  if (place === undefined) return { north: 0, east: 0 };
  const angle = lean * Math.PI / 180;
  const east = place.lon * Math.cos(place.lat * Math.PI / 180);
  return {
    north: place.lat * Math.cos(angle) + east * Math.sin(angle),
    east: east * Math.cos(angle) - place.lat * Math.sin(angle),
  };
}

function tileShape({ id, column, row }: Tile): ZoneShape {
  const x = MARGIN + column * (TILE + GAP), y = TOP + row * (TILE + GAP);
  return {
    id,
    path: `M${x} ${y}h${TILE}v${TILE}h-${TILE}z`,
    label: [x + TILE / 2, y + TILE / 2],
  };
}
