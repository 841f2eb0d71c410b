import { unzipSync } from "fflate";
import proj4 from "proj4";
// @ts-types="@types/shapefile"
import { read } from "shapefile";
import { TaxiError } from "../../../lib/errors.ts";

/** EPSG:2263, New York State Plane (Long Island) in US survey feet: what TLC publishes in. */
const NEW_YORK_FEET =
  "+proj=lcc +lat_1=41.03333333333333 +lat_2=40.66666666666666 +lat_0=40.16666666666666 " +
  "+lon_0=-74 +x_0=300000.0000000001 +y_0=0 +ellps=GRS80 +units=us-ft +no_defs";

/** What a shapefile may unpack to: TLC's takes 3 MB. */
const MAX_BYTES = 100e6;

/**
 * Reads a zip that holds one shapefile (`.shp` and `.dbf`, in any folder of it) as GeoJSON in degrees. The projection is what
 * its `.prj` says; without one, coordinates that fit no globe are New York State Plane feet.
 *
 * @throws TaxiError `unreadable_file` when it is no such zip
 */
export async function readShapefile(name: string, bytes: Uint8Array): Promise<unknown> {
  try {
    const files = unzip(bytes);
    const part = (extension: string) => files.find(([path]) => path.toLowerCase().endsWith(extension))?.[1];
    const shapes = part(".shp"), table = part(".dbf"), projection = part(".prj");
    if (shapes === undefined || table === undefined) throw new RangeError("it holds no .shp with its .dbf");
    const collection = await read(shapes, table, { encoding: "utf-8" });
    const wkt = projection && new TextDecoder().decode(projection);
    for (const { geometry } of collection.features) {
      if (geometry && "coordinates" in geometry) geometry.coordinates = toDegrees(geometry.coordinates, wkt);
    }
    return collection;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TaxiError(`Cannot use "${name}": found ${why}, expected a zipped shapefile`, {
      code: "unreadable_file",
      cause,
    });
  }
}

/** The files of a shapefile, without what macOS puts beside them. */
function unzip(bytes: Uint8Array): [path: string, content: Uint8Array][] {
  let total = 0;
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!/\.(shp|dbf|prj)$/i.test(name) || name.startsWith("__MACOSX/")) return false;
      total += originalSize;
      if (total > MAX_BYTES) throw new RangeError(`more than ${MAX_BYTES / 1e6} MB`);
      return true;
    },
  });
  return Object.entries(files);
}

// deno-lint-ignore no-explicit-any -- nested arrays of any depth, as GeoJSON has them
function toDegrees(coordinates: any, wkt: string | undefined): any {
  if (typeof coordinates[0] !== "number") {
    return coordinates.map((inner: unknown) => toDegrees(inner, wkt));
  }
  const [x, y] = coordinates;
  const flat = Math.abs(x) > 180 || Math.abs(y) > 90;
  if (wkt === undefined && !flat) return [x, y];
  return proj4(wkt ?? NEW_YORK_FEET, "WGS84", [x, y]);
}
