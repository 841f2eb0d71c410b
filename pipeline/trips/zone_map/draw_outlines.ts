import { TaxiError } from "../../../lib/errors.ts";
import type { Outline, Ring } from "./outline.ts";
import { labelPoint, ringArea } from "./ring_geometry.ts";
import { simplifyOutlines } from "./simplify_outlines.ts";
import { type MapPoint, type OutlineOrigin, type ZoneMap, zoneMap, type ZoneShape } from "./zone_map.ts";

/** Length of the map's longer side in its units: about 80 feet each for New York. */
const EXTENT = 2000;
const MARGIN = 10;

/** Triangles smaller than this many square units lose their corner: about a pixel's worth on a large screen. */
const SMALLEST_CORNER = 8;
/** A map that would be longer as JSON is drawn again with fewer corners. */
const MAX_CHARACTERS = 150_000;
/** Rings smaller than this are left out where the zone has a larger one: rocks and piers. */
const SMALLEST_RING = 12;

/**
 * Draws outlines as a {@linkcode ZoneMap}: flattened (equirectangular around the middle latitude), simplified without
 * opening gaps between neighbours, and rounded to whole numbers.
 *
 * @throws TaxiError `no_outlines` when there is nothing to draw
 */
export function drawOutlines(origin: OutlineOrigin, outlines: readonly Outline[]): ZoneMap {
  const { flat, size } = flatten(outlines);
  for (let smallest = SMALLEST_CORNER;; smallest *= 4) {
    const simple = simplifyOutlines(flat, smallest);
    const map = zoneMap(origin, size, simple.flatMap((outline) => drawShape(outline) ?? []));
    if (JSON.stringify(map).length <= MAX_CHARACTERS || smallest > EXTENT ** 2) return map;
  }
}

/** Projects to the map's plane, north upwards, so that all of it fits. */
function flatten(
  outlines: readonly Outline[],
): { readonly flat: readonly Outline[]; readonly size: readonly [number, number] } {
  const points = outlines.flatMap(({ polygons }) => polygons.flat(2));
  if (points.length === 0) {
    throw new TaxiError("Cannot draw the zones: found no outline of any zone, expected polygons", {
      code: "no_outlines",
    });
  }
  const lons = bounds(points.map(([lon]) => lon)), lats = bounds(points.map(([, lat]) => lat));
  const squeeze = Math.cos((lats.min + lats.max) / 2 * Math.PI / 180);
  const wide = (lons.max - lons.min) * squeeze, high = lats.max - lats.min;
  const scale = EXTENT / Math.max(wide, high);
  const flat = outlines.map((outline) => ({
    ...outline,
    polygons: outline.polygons.map((rings) =>
      rings.map((ring) =>
        ring.map(([lon, lat]): MapPoint => [
          MARGIN + (lon - lons.min) * squeeze * scale,
          MARGIN + (lats.max - lat) * scale,
        ])
      )
    ),
  }));
  return { flat, size: [Math.ceil(wide * scale) + 2 * MARGIN, Math.ceil(high * scale) + 2 * MARGIN] };
}

function bounds(values: readonly number[]): { readonly min: number; readonly max: number } {
  let min = Infinity, max = -Infinity;
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}

function drawShape({ id, name, borough, polygons }: Outline): ZoneShape | undefined {
  const rounded = polygons.map((rings) => rings.map(roundRing).filter((ring) => ring.length >= 3))
    .filter((rings) => rings.length > 0)
    .sort(([a], [b]) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)));
  if (rounded.length === 0) return undefined;
  const kept = rounded.filter(([outer], i) => i === 0 || Math.abs(ringArea(outer)) >= SMALLEST_RING);
  return { id, name, borough, path: kept.flat().map(ringPath).join(""), label: labelPoint(kept[0]) };
}

/** To whole numbers, without points that fall onto the one before; the end is not repeated. */
function roundRing(ring: Ring): Ring {
  const rounded: MapPoint[] = [];
  for (const [x, y] of ring) {
    const point: MapPoint = [Math.round(x), Math.round(y)];
    const last = rounded.at(-1);
    if (last?.[0] !== point[0] || last[1] !== point[1]) rounded.push(point);
  }
  const [first] = rounded, last = rounded.at(-1);
  if (rounded.length > 1 && first[0] === last![0] && first[1] === last![1]) rounded.pop();
  return rounded;
}

/** Relative steps: about half as long as absolute ones. */
function ringPath([first, ...rest]: Ring): string {
  let [x, y] = first;
  const steps = rest.map(([toX, toY]) => {
    const step = `${toX - x}${toY < y ? "" : " "}${toY - y}`;
    [x, y] = [toX, toY];
    return step;
  });
  const joined = steps.reduce(
    (path, step) => path + (path === "" || step.startsWith("-") ? "" : " ") + step,
    "",
  );
  return `M${first[0]} ${first[1]}l${joined}z`;
}
