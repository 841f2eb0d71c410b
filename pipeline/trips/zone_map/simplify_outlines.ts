// @ts-types="@types/topojson-client"
import { feature } from "topojson-client";
// @ts-types="@types/topojson-server"
import { topology } from "topojson-server";
// @ts-types="@types/topojson-simplify"
import { presimplify, simplify } from "topojson-simplify";
import type { LonLat, Outline } from "./outline.ts";

/** Points nearer to each other than the map's extent over this are one: neighbours' borders meet exactly then. */
const GRID = 1e5;

/**
 * Leaves out corners by Visvalingam's method. A border that two zones share is one line to it, so that no gap opens.
 *
 * @param outlines on a plane
 * @param smallest square units of the triangle at a corner that may go
 */
export function simplifyOutlines(outlines: readonly Outline[], smallest: number): Outline[] {
  const geometries = outlines.map(({ id, polygons }) => ({
    type: "MultiPolygon" as const,
    id,
    coordinates: polygons.map((rings) => rings.map((ring) => closed(ring))),
  }));
  const zones = { type: "GeometryCollection" as const, geometries };
  const whole = topology({ zones }, GRID);
  // deno-lint-ignore no-explicit-any -- the packages' types disagree on what a topology may hold
  const simple = simplify(presimplify(whole as any), smallest);
  // deno-lint-ignore no-explicit-any -- the same
  const { features } = feature(simple as any, simple.objects.zones as any) as unknown as {
    features: { geometry: { type: string; coordinates: LonLat[][][] } }[];
  };
  return outlines.map((outline, i) => ({ ...outline, polygons: features[i].geometry.coordinates }));
}

/** GeoJSON repeats the first point at the end. */
function closed(ring: readonly LonLat[]): [number, number][] {
  const [first] = ring, last = ring.at(-1)!;
  const repeated = first[0] === last[0] && first[1] === last[1];
  return [...ring, ...(repeated ? [] : [first])].map(([x, y]) => [x, y]);
}
