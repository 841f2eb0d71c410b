import assert from "node:assert/strict";
import { tlcFile, tlcTest } from "../../tests/tlc_files.ts";
import { findZone, ZONE_COUNT, ZONES } from "./zones.ts";

Deno.test("ZONES has every LocationID from 1 to 265 at its place", () => {
  assert.equal(ZONES.length, ZONE_COUNT);
  ZONES.forEach((zone, index) => assert.equal(zone.id, index + 1));
});

Deno.test("ZONES places every zone but 264 and 265 in or beside New York City", () => {
  assert.deepEqual(ZONES.filter(({ place }) => place === undefined).map(({ id }) => id), [264, 265]);
  for (const { id, place } of ZONES) {
    if (place === undefined) continue;
    assert.ok(place.lon > -74.26 && place.lon < -73.7, `zone ${id} at longitude ${place.lon}`);
    assert.ok(place.lat > 40.49 && place.lat < 40.92, `zone ${id} at latitude ${place.lat}`);
    assert.ok(place.area > 0 && place.area < 10, `zone ${id} of ${place.area} square miles`);
  }
});

Deno.test("findZone gives the zone of an id, undefined where TLC has none", () => {
  assert.deepEqual(findZone(132), {
    id: 132,
    name: "JFK Airport",
    borough: "Queens",
    serviceZone: "Airports",
    place: { lon: -73.787, lat: 40.647, area: 7.01 },
  });
  for (const id of [0, -1, 266, 1.5, NaN]) assert.equal(findZone(id), undefined);
});

tlcTest("ZONES has the ids, boroughs, names and service zones of TLC's lookup table", () => {
  const ours = ZONES.map(({ id, borough, name, serviceZone }) =>
    `${id},"${borough}","${name}","${serviceZone}"`
  );
  const lines = Deno.readTextFileSync(tlcFile("taxi_zone_lookup.csv")).trim().split(/\r?\n/);
  assert.deepEqual(ours, lines.slice(1));
});

tlcTest("ZONES has centroids within TLC's outlines", () => {
  const { features } = JSON.parse(Deno.readTextFileSync(tlcFile("taxi_zones_simplified.geojson")));
  for (const { properties, geometry } of features) {
    // TLC's OBJECTID tells apart the outlines that share a LocationID: 56 and 57, 103 to 105
    const place = findZone(properties.OBJECTID)!.place!;
    const points: number[][] = geometry.coordinates.flat(geometry.type === "MultiPolygon" ? 2 : 1);
    const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
    assert.ok(place.lon > Math.min(...lons) && place.lon < Math.max(...lons), `zone ${properties.OBJECTID}`);
    assert.ok(place.lat > Math.min(...lats) && place.lat < Math.max(...lats), `zone ${properties.OBJECTID}`);
  }
});
