import { TaxiError } from "../../../lib/errors.ts";
import { findZone, ZONE_COUNT } from "../zones.ts";

/** Where the shapes of a {@linkcode ZoneMap} come from: TLC, a file given by hand, the invented city, or mere tiles. */
export type OutlineOrigin = "tlc" | "file" | "synthetic" | "tiles";

/** A point of the map, in its units: x to the right, y downwards. */
export type MapPoint = readonly [x: number, y: number];

/** One zone on a {@linkcode ZoneMap}. */
export interface MappedZone {
  /** LocationID, 1 to 265. */
  readonly id: number;
  /** Its name, for people; not unique. */
  readonly name: string;
  /** The borough, or what stands for it. */
  readonly borough: string;
  /** An SVG path of whole numbers; null for a zone that is nowhere on the map, which can be asked for all the same. */
  readonly path: string | null;
  /** A point well inside the shape; null like the path. */
  readonly label: MapPoint | null;
}

/** A flat map of the city's zones, ready to be drawn as SVG: what `zones.json` holds and `GET /zones` answers. */
export interface ZoneMap {
  /** SVG viewBox: x, y, width, height. */
  readonly view_box: readonly [number, number, number, number];
  /** Where the shapes come from. */
  readonly outlines: OutlineOrigin;
  /** All zones, ascending by id. */
  readonly zones: readonly MappedZone[];
}

/** A drawn shape, before it is joined with the table of zones. */
export interface ZoneShape {
  /** LocationID. */
  readonly id: number;
  /** As the outline's file has it; the project's own table tells it otherwise. */
  readonly name?: string;
  /** As the outline's file has it. */
  readonly borough?: string;
  /** SVG path. */
  readonly path: string;
  /** A point inside. */
  readonly label: MapPoint;
}

/** Joins shapes with the table of zones, so that the map names zones without a shape too. */
export function zoneMap(
  outlines: OutlineOrigin,
  [width, height]: readonly [number, number],
  shapes: readonly ZoneShape[],
): ZoneMap {
  const shapeOf = new Map(shapes.map((shape) => [shape.id, shape]));
  const zones = Array.from({ length: ZONE_COUNT }, (_, i) => {
    const zone = findZone(i + 1)!, shape = shapeOf.get(zone.id);
    return {
      id: zone.id,
      name: shape?.name ?? zone.name,
      borough: shape?.borough ?? zone.borough,
      path: shape?.path ?? null,
      label: shape?.label ?? null,
    };
  });
  return { view_box: [0, 0, width, height], outlines, zones };
}

const ORIGINS: readonly unknown[] = ["tlc", "file", "synthetic", "tiles"];
/** What a path may consist of: anything else would be drawn by no version of `taxi`. */
const PATH = /^[MmLlHhVvZz\d\s,.-]+$/;

/**
 * Reads back a map that was written as JSON.
 *
 * @param where names the file in the error
 * @throws TaxiError `corrupt_zones` when it is none
 */
export function parseZoneMap(text: string, where: string): ZoneMap {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(where, "no JSON", cause);
  }
  if (!isZoneMap(value)) throw corrupt(where, "JSON of another form");
  return value;
}

function isZoneMap(value: unknown): value is ZoneMap {
  const map = value as Partial<ZoneMap> | null;
  return ORIGINS.includes(map?.outlines) && isNumbers(map!.view_box, 4) && Array.isArray(map!.zones) &&
    map!.zones.every(isMappedZone);
}

function isMappedZone(value: unknown): value is MappedZone {
  const zone = value as Partial<MappedZone> | null;
  return findZone(zone?.id as number) !== undefined && typeof zone!.name === "string" &&
    typeof zone!.borough === "string" &&
    (zone!.path === null
      ? zone!.label === null
      : typeof zone!.path === "string" && PATH.test(zone!.path) && isNumbers(zone!.label, 2));
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(Number.isFinite);
}

function corrupt(where: string, found: string, cause?: unknown): TaxiError {
  return new TaxiError(`Cannot use the zones in "${where}": found ${found}, expected a map of zones`, {
    code: "corrupt_zones",
    cause,
  });
}
