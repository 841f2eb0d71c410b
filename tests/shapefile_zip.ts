import { strToU8, zipSync } from "fflate";

/** One record of a shapefile that a test makes. */
export interface ShapefileZone {
  readonly id: number;
  readonly zone: string;
  readonly borough: string;
  /** Outer ring clockwise, holes the other way round, each closed; in the file's own units. */
  readonly rings: readonly (readonly (readonly [number, number])[])[];
}

/** How ESRI writes EPSG:2263, as TLC's file has it. */
export const NEW_YORK_PRJ =
  'PROJCS["NAD_1983_StatePlane_New_York_Long_Island_FIPS_3104_Feet",GEOGCS["GCS_North_American_1983",' +
  'DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],' +
  'UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",984250.0],' +
  'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-74.0],' +
  'PARAMETER["Standard_Parallel_1",40.66666666666666],PARAMETER["Standard_Parallel_2",41.03333333333333],' +
  'PARAMETER["Latitude_Of_Origin",40.16666666666666],UNIT["Foot_US",0.3048006096012192]]';

/** Zips a shapefile of polygons as ESRI's whitepaper of 1998 lays it out, under `folder`. */
export function shapefileZip(zones: readonly ShapefileZone[], folder = "", prj?: string): Uint8Array {
  return zipSync({
    [`${folder}taxi_zones.shp`]: shp(zones),
    [`${folder}taxi_zones.dbf`]: dbf(zones),
    ...(prj === undefined ? {} : { [`${folder}taxi_zones.prj`]: strToU8(prj) }),
    [`__MACOSX/${folder}._taxi_zones.shp`]: strToU8("not a shapefile"),
  });
}

const POLYGON = 5;

function shp(zones: readonly ShapefileZone[]): Uint8Array {
  const records = zones.map((zone, i) => record(i + 1, zone));
  const header = new DataView(new ArrayBuffer(100));
  const bytes = 100 + records.reduce((sum, { byteLength }) => sum + byteLength, 0);
  header.setInt32(0, 9994);
  header.setInt32(24, bytes / 2);
  header.setInt32(28, 1000, true);
  header.setInt32(32, POLYGON, true);
  return joined([new Uint8Array(header.buffer), ...records]);
}

function record(number: number, { rings }: ShapefileZone): Uint8Array {
  const points = rings.flat();
  const length = 44 + 4 * rings.length + 16 * points.length;
  const view = new DataView(new ArrayBuffer(8 + length));
  view.setInt32(0, number);
  view.setInt32(4, length / 2);
  view.setInt32(8, POLYGON, true);
  view.setInt32(44, rings.length, true);
  view.setInt32(48, points.length, true);
  let start = 0;
  rings.forEach((ring, i) => {
    view.setInt32(52 + 4 * i, start, true);
    start += ring.length;
  });
  points.forEach(([x, y], i) => {
    view.setFloat64(52 + 4 * rings.length + 16 * i, x, true);
    view.setFloat64(60 + 4 * rings.length + 16 * i, y, true);
  });
  return new Uint8Array(view.buffer);
}

const FIELDS = [
  ["LocationID", "N", 9],
  ["zone", "C", 60],
  ["borough", "C", 20],
] as const;

function dbf(zones: readonly ShapefileZone[]): Uint8Array {
  const headerLength = 33 + 32 * FIELDS.length;
  const view = new DataView(new ArrayBuffer(headerLength));
  view.setUint8(0, 3);
  view.setUint32(4, zones.length, true);
  view.setUint16(8, headerLength, true);
  view.setUint16(10, 1 + FIELDS.reduce((sum, [, , length]) => sum + length, 0), true);
  const header = new Uint8Array(view.buffer);
  FIELDS.forEach(([name, type, length], i) => {
    header.set(strToU8(name), 32 + 32 * i);
    header.set(strToU8(type), 43 + 32 * i);
    header[48 + 32 * i] = length;
  });
  header[headerLength - 1] = 0x0d;
  const rows = zones.map(({ id, zone, borough }) =>
    ` ${String(id).padStart(9)}${zone.padEnd(60)}${borough.padEnd(20)}`
  );
  return joined([header, strToU8(rows.join("")), new Uint8Array([0x1a])]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
