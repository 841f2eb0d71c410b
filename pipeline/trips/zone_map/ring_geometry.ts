import type { Ring } from "./outline.ts";
import type { MapPoint } from "./zone_map.ts";

/** Area within a ring by the shoelace formula, in square units; its sign tells the direction. */
export function ringArea(ring: Ring): number {
  let twice = 0;
  forEachEdge(ring, ([ax, ay], [bx, by]) => twice += ax * by - bx * ay);
  return twice / 2;
}

/**
 * A point well inside of a polygon, whole numbers: the middle of the longest stretch that lies inside on the height of the
 * centroid, since the centroid itself may lie in a bay.
 *
 * @param rings the outer ring and its holes
 */
export function labelPoint(rings: readonly Ring[]): MapPoint {
  const [outer] = rings;
  const y = centroidY(outer) + 1e-6; // off the whole numbers, so that no corner lies on that height
  const crossings = rings.flatMap((ring) => crossingsAt(ring, y)).sort((a, b) => a - b);
  let best: readonly [number, number] = [outer[0][0], outer[0][0]];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1] - crossings[i] > best[1] - best[0]) best = [crossings[i], crossings[i + 1]];
  }
  return [Math.round((best[0] + best[1]) / 2), Math.round(y)];
}

function centroidY(ring: Ring): number {
  const area = ringArea(ring);
  if (area === 0) return ring[0][1];
  let moment = 0;
  forEachEdge(ring, ([ax, ay], [bx, by]) => moment += (ay + by) * (ax * by - bx * ay));
  return moment / (6 * area);
}

function crossingsAt(ring: Ring, y: number): number[] {
  const found: number[] = [];
  forEachEdge(ring, ([ax, ay], [bx, by]) => {
    if (ay > y !== by > y) found.push(ax + (y - ay) / (by - ay) * (bx - ax));
  });
  return found;
}

function forEachEdge(ring: Ring, visit: (from: MapPoint, to: MapPoint) => void): void {
  for (let i = 0; i < ring.length; i++) visit(ring[i], ring[(i + 1) % ring.length]);
}
