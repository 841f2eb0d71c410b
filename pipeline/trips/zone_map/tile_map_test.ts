import assert from "node:assert/strict";
import { ZONES } from "../zones.ts";
import { tileMap } from "./tile_map.ts";
import { parseZoneMap } from "./zone_map.ts";

const map = tileMap();
const labelOf = (id: number) => map.zones[id - 1].label!;

Deno.test("tileMap has one tile for each zone but the unknown one, none on another, all in view", () => {
  const tiles = map.zones.flatMap(({ label }) => label === null ? [] : [label.join()]);
  assert.equal(tiles.length, ZONES.length - 1);
  assert.equal(new Set(tiles).size, tiles.length);
  const [, , width, height] = map.view_box;
  for (const { label } of map.zones) {
    if (label !== null) assert.ok(label[0] > 0 && label[0] < width && label[1] > 0 && label[1] < height);
  }
  assert.equal(map.zones[263].path, null);
  assert.deepEqual(parseZoneMap(JSON.stringify(map), "memory"), map);
});

Deno.test("tileMap keeps boroughs and zones where they lie to each other", () => {
  const east = (a: number, b: number) => assert.ok(labelOf(a)[0] > labelOf(b)[0], `${a} east of ${b}`);
  const north = (a: number, b: number) => assert.ok(labelOf(a)[1] < labelOf(b)[1], `${a} north of ${b}`);
  north(127, 12); // Inwood, Battery Park
  east(132, 161); // JFK Airport, Midtown
  east(4, 125); // Alphabet City, Hudson Square
  north(3, 29); // the Bronx, Brighton Beach
  east(12, 5); // Manhattan, Staten Island
});
