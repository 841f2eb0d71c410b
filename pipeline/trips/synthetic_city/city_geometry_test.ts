import assert from "node:assert/strict";
import { AIRPORTS, CITY_ZONES, inBusinessDistrict, inCore, roadMiles } from "./city_geometry.ts";

const [TIMES_SQUARE, UPPER_EAST_SIDE_SOUTH, EAST_HARLEM_NORTH, EAST_HARLEM_SOUTH, ASTORIA] = [
  230,
  237,
  74,
  75,
  7,
];

Deno.test("CITY_ZONES leaves out what is no place, islands without roads and 57", () => {
  assert.equal(CITY_ZONES.length, 265 - 2 - 3 - 1);
  for (const zone of [57, 103, 104, 105, 264, 265]) assert.ok(!CITY_ZONES.includes(zone));
});

Deno.test("roadMiles is about what New York's roads are", () => {
  const about: [number, number, number, number][] = [
    [TIMES_SQUARE, AIRPORTS.jfk, 14, 19],
    [TIMES_SQUARE, AIRPORTS.laguardia, 7, 11],
    [TIMES_SQUARE, UPPER_EAST_SIDE_SOUTH, 1.2, 2.5],
    [EAST_HARLEM_NORTH, EAST_HARLEM_SOUTH, 0.6, 1.5],
    [ASTORIA, ASTORIA, 0.4, 1.2],
  ];
  for (const [from, to, least, most] of about) {
    const miles = roadMiles(from, to);
    assert.ok(miles >= least && miles <= most, `${from} to ${to}: ${miles} miles`);
  }
});

Deno.test("roadMiles is the same both ways and never zero", () => {
  for (const from of CITY_ZONES) {
    for (const to of CITY_ZONES) {
      assert.ok(roadMiles(from, to) > 0, `${from} to ${to}`);
      assert.equal(roadMiles(from, to), roadMiles(to, from));
    }
  }
});

Deno.test("inBusinessDistrict ends at 60th Street, inCore at 96th", () => {
  const midtown = [161, 162, 163, 230, 48, 229], downtown = [12, 87, 88, 261, 209];
  const uptown = [142, 237, 141, 239, 236, 263];
  for (const zone of [...midtown, ...downtown]) assert.ok(inBusinessDistrict(zone), `zone ${zone}`);
  for (const zone of uptown) assert.ok(inCore(zone) && !inBusinessDistrict(zone), `zone ${zone}`);
  for (const zone of [EAST_HARLEM_NORTH, EAST_HARLEM_SOUTH, ASTORIA, AIRPORTS.jfk]) assert.ok(!inCore(zone));
});
