import { extname } from "node:path";
import { TaxiError } from "../../../lib/errors.ts";
import { ZONE_COUNT } from "../zones.ts";
import type { Outline, Ring } from "./outline.ts";

/**
 * Reads outlines out of a GeoJSON file or a zipped shapefile; parts of one zone in several features become one.
 * Features have `LocationID` or `location_id`, and may have `zone` and `borough`.
 *
 * @param name ends in `.zip` for a shapefile; names the file in errors
 * @throws TaxiError `unreadable_file` when it cannot be understood, `no_outlines` when it has no zone's polygon
 */
export async function readOutlines(name: string, bytes: Uint8Array): Promise<Outline[]> {
  const collection = extname(name).toLowerCase() === ".zip"
    ? await (await import("./read_shapefile.ts")).readShapefile(name, bytes)
    : parseGeoJson(name, bytes);
  return mergeFeatures(name, collection);
}

function parseGeoJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unreadable(name, "no JSON", cause);
  }
}

function mergeFeatures(name: string, collection: unknown): Outline[] {
  const { features } = (collection ?? {}) as { features?: unknown };
  if (!Array.isArray(features)) throw unreadable(name, "no list of features");
  const outlines = new Map<number, Outline>();
  for (const [i, feature] of features.entries()) {
    const { properties, geometry } = (feature ?? {}) as Feature;
    if (!geometry) continue; // GeoJSON has features that are nowhere
    const id = Number(properties?.LocationID ?? properties?.location_id);
    if (!Number.isInteger(id) || id < 1 || id > ZONE_COUNT) {
      const found = properties?.LocationID ?? properties?.location_id ?? "nothing";
      throw unreadable(name, `${found} as LocationID of feature ${i + 1}`, undefined, `1 to ${ZONE_COUNT}`);
    }
    const before = outlines.get(id);
    outlines.set(id, {
      id,
      name: text(properties?.zone) ?? before?.name,
      borough: text(properties?.borough) ?? before?.borough,
      polygons: [...(before?.polygons ?? []), ...polygonsOf(name, i, geometry)],
    });
  }
  if (outlines.size === 0) {
    throw new TaxiError(`Cannot use "${name}": found no feature with a polygon, expected one for each zone`, {
      code: "no_outlines",
    });
  }
  return [...outlines.values()].sort((a, b) => a.id - b.id);
}

interface Feature {
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null;
}

function polygonsOf(
  name: string,
  i: number,
  { type, coordinates }: NonNullable<Feature["geometry"]>,
): Ring[][] {
  const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : undefined;
  if (Array.isArray(polygons) && polygons.every(isPolygon)) return polygons;
  throw unreadable(name, `a ${type} of feature ${i + 1} that is no polygon in degrees`);
}

function isPolygon(value: unknown): value is Ring[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every((ring) => Array.isArray(ring) && ring.length >= 3 && ring.every(isPlace));
}

function isPlace(value: unknown): boolean {
  return Array.isArray(value) && Math.abs(value[0]) <= 180 && Math.abs(value[1]) <= 90;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function unreadable(
  name: string,
  found: string,
  cause?: unknown,
  expected = "GeoJSON, or a zipped shapefile, with a polygon and a LocationID for each zone",
): TaxiError {
  return new TaxiError(`Cannot use "${name}": found ${found}, expected ${expected}`, {
    code: "unreadable_file",
    cause,
  });
}
