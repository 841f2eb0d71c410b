import assert from "node:assert/strict";
import { tlcFile, tlcTest } from "../../../tests/tlc_files.ts";
import { cityOutlines } from "../synthetic_city/city_outlines.ts";
import { CITY_ZONES } from "../synthetic_city/city_geometry.ts";
import { drawOutlines } from "./draw_outlines.ts";
import type { Outline } from "./outline.ts";
import { readOutlines } from "./read_outlines.ts";
import { parseZoneMap, type ZoneMap } from "./zone_map.ts";

/** Two zones that share a ragged border, and a third with a hole and a speck of an island. */
const OUTLINES: readonly Outline[] = [
  { id: 4, polygons: [[[[0, 0], [0, 2], [1, 2], ...ragged(), [1, 0]]]] },
  {
    id: 7,
    polygons: [[[[1, 2], [2, 2], [2, 0], [1, 0], ...ragged().reverse()]]],
    name: "East",
    borough: "Side",
  },
  {
    id: 9,
    polygons: [
      [[[3, 0], [3, 0.001], [3.001, 0.001]]],
      [[[2, 0], [2, 2], [4, 2], [4, 0]], [[2.5, 0.5], [3.5, 0.5], [3.5, 1.5], [2.5, 1.5]]],
    ],
  },
];

function ragged(): [number, number][] {
  return Array.from({ length: 99 }, (_, i) => [1 + (i % 2) * 1e-4, 2 - (i + 1) / 50]);
}

Deno.test("drawOutlines draws whole numbers within the view, north upwards, and names what the table and the file name", () => {
  const map = drawOutlines("file", OUTLINES);
  const [, , width, height] = map.view_box;
  assert.deepEqual([width, height], [2020, 1021]);
  const drawn = map.zones.filter(({ path }) => path !== null);
  assert.deepEqual(drawn.map(({ id, name, borough }) => [id, name, borough]), [
    [4, "Alphabet City", "Manhattan"],
    [7, "East", "Side"],
    [9, "Auburndale", "Queens"],
  ]);
  assert.equal(map.zones.length, 265);
  for (const [x, y] of points(map)) {
    assert.ok(
      Number.isInteger(x) && x >= 0 && x <= width && Number.isInteger(y) && y >= 0 && y <= height,
      `${x} ${y}`,
    );
  }
  assert.deepEqual(parseZoneMap(JSON.stringify(map), "memory"), map);
});

Deno.test("drawOutlines leaves the same corners out on both sides of a border, and specks", () => {
  const map = drawOutlines("file", OUTLINES);
  const border = (id: number) => pathPoints(map.zones[id - 1].path!).filter(([x]) => Math.abs(x - 510) < 5);
  assert.ok(border(4).length < 10, `${border(4).length} corners are left of 101`);
  assert.deepEqual(border(4).map(String).sort(), border(7).map(String).sort());
  assert.equal(map.zones[8].path!.match(/M/g)!.length, 2, "the outer ring and its hole");
});

Deno.test("drawOutlines labels a zone inside of it, not in its hole", () => {
  const [x] = drawOutlines("file", OUTLINES).zones[8].label!;
  const [left, right] = [2.5, 3.5].map((lon) => 10 + lon * 500);
  assert.ok(x < left || x > right, `${x} lies in the hole ${left} to ${right}`);
});

Deno.test("drawOutlines refuses nothing to draw", () => {
  assert.throws(() => drawOutlines("file", []), /found no outline of any zone/);
});

Deno.test("drawOutlines keeps any map short", () => {
  const circle = (id: number): Outline => ({
    id,
    polygons: [[Array.from({ length: 800 }, (_, i) => {
      const angle = i / 800 * 2 * Math.PI, radius = 0.9 + 0.1 * Math.sin(angle * 400);
      return [(id % 16) * 2 + radius * Math.cos(angle), Math.floor(id / 16) * 2 + radius * Math.sin(angle)];
    })]],
  });
  const map = drawOutlines("file", Array.from({ length: 265 }, (_, i) => circle(i + 1)));
  assert.ok(JSON.stringify(map).length <= 150_000);
  assert.ok(map.zones.every(({ path }) => path !== null));
});

Deno.test("the synthetic city's outlines are one for each zone that taxis drive to, and meet their neighbours'", () => {
  const outlines = cityOutlines();
  const ids = new Set(outlines.map(({ id }) => id));
  assert.deepEqual(CITY_ZONES.filter((id) => !ids.has(id)), []);
  const map = drawOutlines("synthetic", outlines);
  assert.ok(JSON.stringify(map).length < 60_000);
  const shared = Map.groupBy(points(map).map(String), (point) => point);
  const meeting = [...shared.values()].filter((same) => same.length >= 3).length;
  assert.ok(meeting > 120, `${meeting} corners of three zones`);
});

tlcTest("drawOutlines draws TLC's zones in at most 100 kB", async () => {
  const file = tlcFile("taxi_zones_simplified.geojson");
  const map = drawOutlines("tlc", await readOutlines(file, await Deno.readFile(file)));
  assert.deepEqual(map.zones.filter(({ path }) => path === null).map(({ id }) => id), [
    57,
    104,
    105,
    264,
    265,
  ]);
  assert.ok(JSON.stringify(map).length < 100_000);
  const name = (id: number) => map.zones[id - 1].name;
  assert.deepEqual([name(1), name(132), name(161)], ["Newark Airport", "JFK Airport", "Midtown Center"]);
});

/** Every corner of every path. */
function points(map: ZoneMap): [number, number][] {
  return map.zones.flatMap(({ path }) => pathPoints(path ?? ""));
}

function pathPoints(path: string): [number, number][] {
  return path.split("M").slice(1).flatMap((ring) => {
    const numbers = ring.match(/-?\d+/g)!.map(Number);
    let [x, y] = numbers;
    const found: [number, number][] = [[x, y]];
    for (let i = 2; i < numbers.length; i += 2) {
      [x, y] = [x + numbers[i], y + numbers[i + 1]];
      found.push([x, y]);
    }
    return found;
  });
}
