import assert from "node:assert/strict";
import { ZONES } from "../trips/zones.ts";
import { ZONE_CODES, zoneDistance } from "./zone_distance.ts";

const PLACED = ZONES.filter(({ place }) => place !== undefined).map(({ id }) => id);

Deno.test("zoneDistance is the same both ways, above zero and less than across the city", () => {
  for (const from of PLACED) {
    for (const to of PLACED) {
      const miles = zoneDistance(from, to);
      assert.equal(miles, zoneDistance(to, from));
      assert.ok(miles > 0 && miles < 40, `${from} to ${to}: ${miles} miles`);
    }
  }
});

Deno.test("zoneDistance is never longer by way of a third zone than the way there and on", () => {
  for (const [a, b, c] of [[132, 138, 161], [1, 265 - 2, 74], [44, 132, 200]]) {
    assert.ok(zoneDistance(a, c) <= zoneDistance(a, b) + zoneDistance(b, c) + 1e-3);
  }
});

Deno.test("zoneDistance knows the ways between airports and Midtown", () => {
  const cases: [from: number, to: number, miles: number][] = [
    [132, 161, 12.6], // JFK Airport to Midtown Center
    [138, 161, 5.6], // LaGuardia Airport to Midtown Center
    [1, 161, 10.9], // Newark Airport to Midtown Center
  ];
  for (const [from, to, miles] of cases) {
    assert.ok(
      Math.abs(zoneDistance(from, to) / miles - 1) < 0.05,
      `${from} to ${to}: ${zoneDistance(from, to)} miles`,
    );
  }
});

Deno.test("zoneDistance within a zone is the side of a square of its area", () => {
  for (const { id, place } of ZONES) {
    if (place !== undefined) assert.equal(zoneDistance(id, id), Math.fround(Math.sqrt(place.area)));
  }
});

Deno.test("zoneDistance is NaN where a zone has no place", () => {
  for (const nowhere of [0, 264, 265]) {
    for (const other of [0, 1, 132, 264, 265]) {
      assert.ok(Number.isNaN(zoneDistance(nowhere, other)) && Number.isNaN(zoneDistance(other, nowhere)));
    }
  }
  assert.equal(ZONE_CODES, 266);
});
