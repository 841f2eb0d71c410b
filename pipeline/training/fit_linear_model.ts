import type { FittedFeatures } from "../features/fitted_features.ts";
import type { LinearModel, LinearTerm } from "../models/linear_model.ts";
import { centreTerms } from "./centre_terms.ts";
import type { GroupedMoments } from "./grouped_moments.ts";
import { solveLeastSquares } from "./least_squares.ts";
import { shrinkPairEffects } from "./pair_shrinkage.ts";

/**
 * Ordinary least squares of minutes on one effect for each pair and the numeric columns, from grouped moments alone
 * (Frisch-Waugh-Lovell: slopes come from the scatter within pairs, then each pair's effect is what its means leave over).
 *
 * Without zone columns this is the field's classic one-hot baseline with its minimum-norm intercept: the unweighted mean of
 * the pair effects, which is what an unseen pair gets. With zone columns the pair effects are shrunk towards what
 * their two zones and the miles between them suggest, an unseen pair gets that, and no answer leaves the range of durations that training saw.
 */
export function fitLinearModel(features: FittedFeatures, moments: GroupedMoments): LinearModel {
  const slopes = withinSlopes(moments);
  const effects = groupEffects(moments, slopes);
  const mends = features.spec.some(({ type }) => type === "zone");
  const { intercept, slope, pair, pickup, dropoff } = mends
    ? shrinkPairEffects({
      pairs: features.pairs,
      distance: features.pairDistance,
      effects,
      trips: moments.count,
      residual: residualVariance(moments, slopes),
    })
    : centreEffects(effects);
  let numeric = 0;
  const terms = features.spec.map(({ type, name }): LinearTerm => {
    if (type === "pair") return { kind: "categorical", name, effects: pair };
    if (type === "zone") {
      return { kind: "categorical", name, effects: name === "PULocationID" ? pickup : dropoff };
    }
    const within = slopes[numeric++];
    return { kind: "numeric", name, slope: type === "pair_distance" ? slope : within };
  });
  const centred = centreTerms(terms, features, moments);
  return {
    kind: "linear",
    intercept,
    terms: centred,
    bounds: mends ? [moments.range[0], moments.range[1]] : null,
  };
}

function withinSlopes({ numeric, scatter }: GroupedMoments): Float64Array {
  const width = numeric + 1;
  const at = (i: number, j: number) => scatter[Math.max(i, j) * width + Math.min(i, j)];
  const xx = Array.from({ length: numeric }, (_, i) => Array.from({ length: numeric }, (_, j) => at(i, j)));
  const xy = Array.from({ length: numeric }, (_, i) => at(numeric, i));
  return solveLeastSquares(xx, xy);
}

/** Mean minutes of each group less what its mean numbers explain. */
function groupEffects({ groups, numeric, mean }: GroupedMoments, slopes: Float64Array): Float64Array {
  const width = numeric + 1;
  return Float64Array.from({ length: groups }, (_, group) => {
    let effect = mean[group * width + numeric];
    for (let i = 0; i < numeric; i++) effect -= slopes[i] * mean[group * width + i];
    return effect;
  });
}

/** Unbiased variance of minutes around group effects and slopes. */
function residualVariance({ groups, numeric, count, scatter }: GroupedMoments, slopes: Float64Array): number {
  const width = numeric + 1;
  let squares = scatter[numeric * width + numeric];
  for (let i = 0; i < numeric; i++) squares -= slopes[i] * scatter[numeric * width + i];
  const freedom = count.reduce((sum, rows) => sum + rows, 0) - groups - numeric;
  return freedom > 0 ? Math.max(0, squares) / freedom : 0;
}

function centreEffects(effects: Float64Array) {
  const intercept = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  const none = new Float64Array(0);
  return {
    intercept,
    slope: 0,
    pair: effects.map((effect) => effect - intercept),
    pickup: none,
    dropoff: none,
  };
}
