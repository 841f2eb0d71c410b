import { ZONE_CODES } from "../features/zone_distance.ts";

/** Effects in minutes that add up to a pair's: intercept + pickup + dropoff + pair. */
export interface ShrunkEffects {
  /** Minutes of a pair whose two zones training never saw. */
  readonly intercept: number;
  /** By pair code. */
  readonly pair: Float64Array;
  /** By LocationID, 0..265. */
  readonly pickup: Float64Array;
  /** By LocationID, 0..265; 0 for a zone that no pair ends in. */
  readonly dropoff: Float64Array;
}

const ROUNDS = 30; // far more than the few after which nothing moves

/**
 * Splits pair effects into those of their two zones and a rest that is shrunk by how little it is known: empirical Bayes for
 * a crossed random-effects model, effect = intercept + pickup + dropoff + rest + noise, noise variance = residual / trips.
 *
 * The variance of the rests is DerSimonian and Laird's moment estimate (Controlled Clinical Trials 7, 1986); zone effects
 * are fitted by weighted backfitting, each shrunk by its own variance. A pair with one trip thus follows its zones; a pair
 * with thousands keeps its own mean.
 *
 * @param pairs pair keys by code
 * @param effects minutes by pair code
 * @param trips rows by pair code
 * @param residual variance of one trip around its pair's effect, minutes squared
 */
export function shrinkPairEffects(
  pairs: Int32Array,
  effects: Float64Array,
  trips: Float64Array,
  residual: number,
): ShrunkEffects {
  const pickups = pairs.map((key) => Math.floor(key / ZONE_CODES)),
    dropoffs = pairs.map((key) => key % ZONE_CODES);
  const noise = trips.map((count) => Math.max(residual, 1e-9) / count);
  let between = 0; // variance of the rests
  let zones = fitZones(effects, noise, between, pickups, dropoffs);
  for (let round = 0; round < 3; round++) {
    between = restVariance(rests(effects, zones, pickups, dropoffs), noise);
    zones = fitZones(effects, noise, between, pickups, dropoffs);
  }
  const rest = rests(effects, zones, pickups, dropoffs);
  const pair = rest.map((value, i) => value * between / (between + noise[i]));
  return { ...zones, pair };
}

type ZoneEffects = Omit<ShrunkEffects, "pair">;

function rests(
  effects: Float64Array,
  zones: ZoneEffects,
  pickups: Int32Array,
  dropoffs: Int32Array,
): Float64Array {
  return effects.map((effect, i) =>
    effect - zones.intercept - zones.pickup[pickups[i]] - zones.dropoff[dropoffs[i]]
  );
}

function fitZones(
  effects: Float64Array,
  noise: Float64Array,
  between: number,
  pickups: Int32Array,
  dropoffs: Int32Array,
): ZoneEffects {
  const weights = noise.map((variance) => 1 / (variance + between));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pickup = new Float64Array(ZONE_CODES), dropoff = new Float64Array(ZONE_CODES);
  let intercept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    intercept = 0;
    for (let i = 0; i < effects.length; i++) {
      intercept += weights[i] * (effects[i] - pickup[pickups[i]] - dropoff[dropoffs[i]]) / total;
    }
    shrinkZone(
      pickup,
      pickups,
      weights,
      effects.map((effect, i) => effect - intercept - dropoff[dropoffs[i]]),
    );
    shrinkZone(
      dropoff,
      dropoffs,
      weights,
      effects.map((effect, i) => effect - intercept - pickup[pickups[i]]),
    );
  }
  return { intercept, pickup, dropoff };
}

/** Sets each zone's effect to the weighted mean of its pairs' values, shrunk by the variance of the effects themselves. */
function shrinkZone(
  zone: Float64Array,
  zones: Int32Array,
  weights: Float64Array,
  values: Float64Array,
): void {
  const sum = new Float64Array(ZONE_CODES), weight = new Float64Array(ZONE_CODES);
  for (let i = 0; i < values.length; i++) {
    sum[zones[i]] += weights[i] * values[i];
    weight[zones[i]] += weights[i];
  }
  const seen = [...weight.keys()].filter((id) => weight[id] > 0);
  const raw = restVariance(
    Float64Array.from(seen, (id) => sum[id] / weight[id]),
    Float64Array.from(seen, (id) => 1 / weight[id]),
  );
  for (const id of seen) zone[id] = raw > 0 ? sum[id] / (weight[id] + 1 / raw) : 0;
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
