import { seededRandom } from "../../../lib/random.ts";
import type { Month } from "../month.ts";
import {
  CITY_ZONES,
  inCore,
  inManhattan,
  pairIndex,
  roadMiles,
  scatterMiles,
  SIDE,
} from "./city_geometry.ts";
import { factor } from "./noise.ts";
import { WORKS, WORKS_BEGIN, worksOnTheWay } from "./works.ts";

/** What the roads between any two zones are like in one month, by `pairIndex`. */
export interface Roads {
  /** Expected miles on the taximeter. */
  readonly miles: Float64Array;
  /** Standard deviation of the miles, because passengers do not stand on centroids. */
  readonly scatter: Float64Array;
  /** Miles an hour when moving, on empty roads. */
  readonly speed: Float64Array;
}

/** Miles an hour of a very short trip on empty roads, and how many more each mile of the trip brings: long trips take fast roads. */
const STREET_SPEED = 13.8;
const SPEED_PER_MILE = 1.65;
const FASTEST = 54;

/** Speed of trips whose both ends are in this part of the city, against the whole. */
const CORE_SPEED = 0.88;
const MANHATTAN_SPEED = 0.97;
const OUTER_SPEED = 1.06;

/** Lights, one-way streets, schools: what makes one pair of zones lastingly slower than its neighbour. */
const PAIR_SPREAD = 0.12;

/** The roads of `month`: the same in every month but for the works. */
export function cityRoads(month: Month): Roads {
  const miles = new Float64Array(SIDE * SIDE);
  const scatter = new Float64Array(SIDE * SIDE);
  const speed = new Float64Array(SIDE * SIDE);
  const streets = seededRandom("the streets of the synthetic city");
  const worksInMonth = month >= WORKS_BEGIN;
  for (const from of CITY_ZONES) {
    for (const to of CITY_ZONES) {
      const pair = pairIndex(from, to);
      const length = roadMiles(from, to);
      const works = worksInMonth && worksOnTheWay(from, to);
      const free = Math.min(FASTEST, STREET_SPEED + SPEED_PER_MILE * length) * partSpeed(from, to) *
        factor(streets, PAIR_SPREAD);
      miles[pair] = length * (works ? WORKS.miles : 1);
      scatter[pair] = scatterMiles(from, to);
      speed[pair] = works ? free * WORKS.miles / WORKS.minutes : free;
    }
  }
  return { miles, scatter, speed };
}

function partSpeed(from: number, to: number): number {
  if (inCore(from) && inCore(to)) return CORE_SPEED;
  return inManhattan(from) && inManhattan(to) ? MANHATTAN_SPEED : OUTER_SPEED;
}
