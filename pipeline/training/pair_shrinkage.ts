import { ZONE_CODES } from "../features/zone_distance.ts";

/** What training knows of each pair, by its code. */
export interface PairEvidence {
  /** Pair keys. */
  readonly pairs: Int32Array;
  /** Typical miles. */
  readonly distance: Float64Array;
  /** Minutes that the trips of the pair have beyond what their own numbers explain. */
  readonly effects: Float64Array;
  /** Rows. */
  readonly trips: Float64Array;
  /** Variance of one trip around its pair's effect, minutes squared. */
  readonly residual: number;
}

/** Effects in minutes that add up to a pair's: intercept + slope x distance + pickup + dropoff + pair. */
export interface ShrunkEffects {
  /** Minutes of a pair without miles whose two zones training never saw. */
  readonly intercept: number;
  /** Minutes for each typical mile of a pair. */
  readonly slope: number;
  /** By pair code. */
  readonly pair: Float64Array;
  /** By LocationID, 0..265. */
  readonly pickup: Float64Array;
  /** By LocationID, 0..265; 0 for a zone that no pair ends in. */
  readonly dropoff: Float64Array;
}

type ZoneEffects = Omit<ShrunkEffects, "pair">;

/** Pairs ready for weighting: the evidence with zones and the variance of each effect around its truth. */
interface WeighedPairs extends PairEvidence {
  readonly pickups: Int32Array;
  readonly dropoffs: Int32Array;
  readonly noise: Float64Array;
}

/** Backfitting ends when no part moves by more than this, minutes; or after so many rounds. */
const STEADY = 1e-4, MOST_ROUNDS = 100;

/**
 * Splits pair effects into the way between their zones, the zones themselves, and a rest that is shrunk by how little it is
 * known: empirical Bayes for a crossed random-effects model, effect = intercept + slope x distance + pickup + dropoff + rest
 * + noise, noise variance = residual / trips.
 *
 * The variance of the rests is DerSimonian and Laird's moment estimate (Controlled Clinical Trials 7, 1986); the other parts
 * are fitted by weighted backfitting, zone effects shrunk by their own variance. A pair with one trip thus follows its zones
 * and their distance; a pair with thousands keeps its own mean.
 */
export function shrinkPairEffects(evidence: PairEvidence): ShrunkEffects {
  const { pairs, trips, residual } = evidence;
  const weighed: WeighedPairs = {
    ...evidence,
    pickups: pairs.map((key) => Math.floor(key / ZONE_CODES)),
    dropoffs: pairs.map((key) => key % ZONE_CODES),
    noise: trips.map((count) => Math.max(residual, 1e-9) / count),
  };
  let between = 0; // variance of the rests
  let zones = fitZones(weighed, between, noZones());
  for (let round = 0; round < 3; round++) {
    between = restVariance(rests(weighed, zones), weighed.noise);
    zones = fitZones(weighed, between, zones);
  }
  const pair = rests(weighed, zones).map((value, i) => value * between / (between + weighed.noise[i]));
  return { ...zones, pair };
}

function rests({ effects, distance, pickups, dropoffs }: WeighedPairs, zones: ZoneEffects): Float64Array {
  const { intercept, slope, pickup, dropoff } = zones;
  return effects.map((effect, i) =>
    effect - intercept - slope * distance[i] - pickup[pickups[i]] - dropoff[dropoffs[i]]
  );
}

function noZones(): ZoneEffects {
  const [pickup, dropoff] = [new Float64Array(ZONE_CODES), new Float64Array(ZONE_CODES)];
  return { intercept: 0, slope: 0, pickup, dropoff };
}

/** @param start where backfitting begins; its zones are moved on from there */
function fitZones(weighed: WeighedPairs, between: number, start: ZoneEffects): ZoneEffects {
  const { pickups, dropoffs, distance } = weighed;
  const { pickup, dropoff } = start;
  const weights = weighed.noise.map((variance) => 1 / (variance + between));
  let zones = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { intercept, slope } = zones;
    const beyondZones = rests(weighed, zones).map((rest, i) => rest + intercept + slope * distance[i]);
    const line = fitLine(distance, beyondZones, weights);
    zones = { ...zones, ...line };
    const moved = Math.max(
      Math.abs(line.intercept - intercept),
      Math.abs(line.slope - slope),
      shrinkZone(pickup, pickups, weights, rests(weighed, zones)),
      shrinkZone(dropoff, dropoffs, weights, rests(weighed, zones)),
    );
    if (moved < STEADY) break;
  }
  return zones;
}

/**
 * Weighted ridge regression of `y` on `x`. The ridge weighs as much as one average point a unit off the mean: nothing beside
 * many pairs, and enough that a few at nearly the same distance do not make a slope of their noise.
 */
function fitLine(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
): { intercept: number; slope: number } {
  let weight = 0, meanX = 0, meanY = 0;
  for (let i = 0; i < x.length; i++) {
    weight += weights[i];
    meanX += weights[i] * x[i];
    meanY += weights[i] * y[i];
  }
  meanX /= weight;
  meanY /= weight;
  let xx = weight / x.length, xy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += weights[i] * (x[i] - meanX) ** 2;
    xy += weights[i] * (x[i] - meanX) * (y[i] - meanY);
  }
  const slope = xy / xx;
  return { intercept: meanY - slope * meanX, slope };
}

/**
 * Sets each zone's effect to the weighted mean of what its pairs have beyond all other parts, shrunk by the variance of the
 * effects themselves.
 *
 * @param rest what is left of each pair's effect, this zone's part taken off as well
 * @returns by how much the effect that moved most did, minutes
 */
function shrinkZone(
  effects: Float64Array,
  zones: Int32Array,
  weights: Float64Array,
  rest: Float64Array,
): number {
  const sum = new Float64Array(ZONE_CODES), weight = new Float64Array(ZONE_CODES);
  for (let i = 0; i < rest.length; i++) {
    sum[zones[i]] += weights[i] * (rest[i] + effects[zones[i]]);
    weight[zones[i]] += weights[i];
  }
  const seen = [...weight.keys()].filter((id) => weight[id] > 0);
  const variance = restVariance(
    Float64Array.from(seen, (id) => sum[id] / weight[id]),
    Float64Array.from(seen, (id) => 1 / weight[id]),
  );
  let moved = 0;
  for (const id of seen) {
    const effect = variance > 0 ? sum[id] / (weight[id] + 1 / variance) : 0;
    moved = Math.max(moved, Math.abs(effect - effects[id]));
    effects[id] = effect;
  }
  return moved;
}

/**
 * DerSimonian and Laird's estimate of the variance of true values behind noisy ones, from Cochran's Q.
 *
 * @param noise the variance of each value around its truth
 */
function restVariance(values: Float64Array, noise: Float64Array): number {
  let weight = 0, squares = 0, mean = 0;
  for (let i = 0; i < values.length; i++) {
    weight += 1 / noise[i];
    squares += 1 / noise[i] ** 2;
    mean += values[i] / noise[i];
  }
  mean /= weight;
  let q = 0;
  for (let i = 0; i < values.length; i++) q += (values[i] - mean) ** 2 / noise[i];
  const scale = weight - squares / weight;
  return scale > 0 ? Math.max(0, (q - (values.length - 1)) / scale) : 0;
}
