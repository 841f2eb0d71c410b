// @ts-types="@types/d3-delaunay"
import { Delaunay } from "d3-delaunay";
import type { LonLat, Outline, Ring } from "../zone_map/outline.ts";
import { ZONES } from "../zones.ts";
import { MILES_PER_DEGREE_EAST, MILES_PER_DEGREE_NORTH } from "./city_geometry.ts";

/** Corners of the round shore that a zone has where no neighbour is near. */
const SHORE_CORNERS = 24;
/** How much further a shore lies than the edge of a disc of the zone's land. */
const SHORE = 1.5;

/**
 * Invented outlines of the synthetic city: each zone is what lies nearer to its centroid than to any other's (Voronoi), and
 * not much further off than its land reaches. So neighbours share straight borders, and the city has shores.
 */
export function cityOutlines(): Outline[] {
  const zones = ZONES.flatMap(({ id, place }) => place ? [{ id, place }] : []);
  const centres = zones.map(({ place }): LonLat => [
    place.lon * MILES_PER_DEGREE_EAST,
    place.lat * MILES_PER_DEGREE_NORTH,
  ]);
  const cells = Delaunay.from(centres.map(([x, y]) => [x, y])).voronoi(around(centres));
  return zones.flatMap(({ id, place }, i) => {
    const cell = cells.cellPolygon(i);
    if (cell === null) return []; // two zones with one centroid
    const radius = SHORE * Math.sqrt(place.area / Math.PI);
    const ring = clipToDisc(cell.slice(0, -1), centres[i], radius);
    const degrees = ring.map(([x, y]): LonLat => [x / MILES_PER_DEGREE_EAST, y / MILES_PER_DEGREE_NORTH]);
    return [{ id, polygons: [[degrees]] }];
  });
}

/** Miles beyond the outermost centroids. */
const MARGIN = 10;

function around(points: readonly LonLat[]): [number, number, number, number] {
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  return [
    Math.min(...xs) - MARGIN,
    Math.min(...ys) - MARGIN,
    Math.max(...xs) + MARGIN,
    Math.max(...ys) + MARGIN,
  ];
}

/** What of a convex polygon lies within a regular one around `centre` (Sutherland and Hodgman's method). */
function clipToDisc(polygon: Ring, [centreX, centreY]: LonLat, radius: number): Ring {
  let clipped = polygon;
  for (let corner = 0; corner < SHORE_CORNERS; corner++) {
    const angle = 2 * Math.PI * corner / SHORE_CORNERS;
    const east = Math.cos(angle), north = Math.sin(angle);
    const beyond = ([x, y]: LonLat) => (x - centreX) * east + (y - centreY) * north - radius;
    clipped = clipped.flatMap((to, i) => {
      const from = clipped.at(i - 1)!;
      const [before, after] = [beyond(from), beyond(to)];
      const inside = after <= 0 ? [to] : [];
      if (before <= 0 === after <= 0) return inside;
      const part = before / (before - after);
      return [[from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])] as const, ...inside];
    });
  }
  return clipped;
}
