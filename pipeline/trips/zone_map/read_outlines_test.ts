import assert from "node:assert/strict";
import fc from "fast-check";
import { zipSync } from "fflate";
import { NEW_YORK_PRJ, shapefileZip, type ShapefileZone } from "../../../tests/shapefile_zip.ts";
import { readOutlines } from "./read_outlines.ts";

/** In New York State Plane feet. */
const SQUARE = [[988218, 215366], [988218, 225366], [998218, 225366], [998218, 215366], [
  988218,
  215366,
]] as const;
const ZONES: readonly ShapefileZone[] = [
  { id: 161, zone: "Midtown Center", borough: "Manhattan", rings: [SQUARE] },
  {
    id: 1,
    zone: "Newark Airport",
    borough: "EWR",
    rings: [[[935000, 190000], [935000, 191000], [936000, 191000], [935000, 190000]]],
  },
];

for (const prj of [NEW_YORK_PRJ, undefined]) {
  Deno.test(`readOutlines brings a zipped shapefile ${prj ? "by its .prj" : "without .prj"} from feet to degrees`, async () => {
    const outlines = await readOutlines("taxi_zones.ZIP", shapefileZip(ZONES, "taxi_zones/", prj));
    assert.deepEqual(outlines.map(({ id, name, borough }) => [id, name, borough]), [
      [1, "Newark Airport", "EWR"],
      [161, "Midtown Center", "Manhattan"],
    ]);
    // What PROJ 9 says of the same points
    near(outlines[1].polygons[0][0][0], [-73.98567717943162, 40.7578054787717]);
    near(outlines[0].polygons[0][0][0], [-74.17758604042062, 40.68804581644163]);
    assert.equal(outlines[1].polygons[0][0].length, 5);
  });
}

Deno.test("readOutlines leaves degrees in a shapefile as they are", async () => {
  const rings = [[[-74, 40], [-74, 41], [-73, 41], [-74, 40]]] as const;
  const [outline] = await readOutlines("z.zip", shapefileZip([{ ...ZONES[0], rings }]));
  assert.deepEqual(outline.polygons[0][0][1], [-74, 41]);
});

Deno.test("readOutlines joins the parts of one zone and reads both spellings of its id", async () => {
  const ring = [[-74, 40], [-74, 41], [-73, 41], [-74, 40]];
  const outlines = await readOutlines(
    "z.geojson",
    geoJson([
      { properties: { location_id: "103" }, geometry: { type: "Polygon", coordinates: [ring] } },
      {
        properties: { LocationID: 7, zone: " Astoria " },
        geometry: { type: "MultiPolygon", coordinates: [[ring]] },
      },
      { properties: { location_id: 103 }, geometry: { type: "Polygon", coordinates: [ring] } },
      { properties: { LocationID: 8 }, geometry: null },
    ]),
  );
  assert.deepEqual(outlines.map(({ id, name, polygons }) => [id, name, polygons.length]), [
    [7, "Astoria", 1],
    [103, undefined, 2],
  ]);
});

const FAULTS: readonly (readonly [name: string, file: string, bytes: Uint8Array, sentence: RegExp])[] = [
  ["no JSON", "z.geojson", new TextEncoder().encode("{"), /found no JSON, expected GeoJSON/],
  ["no features", "z.geojson", new TextEncoder().encode("null"), /found no list of features/],
  [
    "an id that is no zone",
    "z.geojson",
    geoJson([{ properties: { LocationID: 266 }, geometry: {} }]),
    /found 266 as LocationID of feature 1, expected 1 to 265/,
  ],
  ["no id", "z.geojson", geoJson([{ geometry: {} }]), /found nothing as LocationID/],
  [
    "a point",
    "z.geojson",
    geoJson([{ properties: { LocationID: 1 }, geometry: { type: "Point", coordinates: [0, 0] } }]),
    /found a Point of feature 1/,
  ],
  [
    "feet",
    "z.geojson",
    geoJson([{ properties: { LocationID: 1 }, geometry: { type: "Polygon", coordinates: [SQUARE] } }]),
    /no polygon in degrees/,
  ],
  ["no feature", "z.geojson", geoJson([]), /found no feature with a polygon/],
  ["no zip", "z.zip", new TextEncoder().encode("PAR1"), /expected a zipped shapefile/],
  ["an empty zip", "z.zip", zipSync({}), /it holds no \.shp with its \.dbf/],
  [
    "a torn shapefile",
    "z.zip",
    zipSync({ "a.shp": new Uint8Array(50), "a.dbf": new Uint8Array(50) }),
    /expected a zipped shapefile/,
  ],
];

for (const [name, file, bytes, sentence] of FAULTS) {
  Deno.test(`readOutlines refuses ${name} by a sentence`, async () => {
    await assert.rejects(readOutlines(file, bytes), (error: Error) => {
      assert.match(error.message, sentence);
      assert.match(error.message, /^Cannot use "z\./);
      return error.name === "TaxiError";
    });
  });
}

Deno.test("readOutlines answers any bytes with outlines or a sentence", async () => {
  const whole = shapefileZip(ZONES);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const torn = whole.slice();
      torn[at] = byte;
      await readOutlines("z.zip", torn).catch((error) => assert.equal(error.name, "TaxiError", error.stack));
    }),
    { numRuns: 200 },
  );
});

function geoJson(features: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ type: "FeatureCollection", features }));
}

function near(found: readonly [number, number], expected: readonly [number, number]): void {
  const off = Math.hypot(found[0] - expected[0], found[1] - expected[1]);
  assert.ok(off < 1e-5, `${found} lies ${off} degrees off ${expected}`); // about three feet
}
