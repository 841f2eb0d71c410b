import type { NumericDistribution } from "./distribution.ts";
import type { RankedSegment, RegressionPerformance, Segment } from "./monitoring_result.ts";
import { normalQuantile } from "./normal_quantile.ts";
import { PAIR_CUT } from "./trip_cuts.ts";

/** Segments with fewer rows say more about chance than about the model. */
const FEWEST_ROWS = 30;

/** A segment this little worse than the average is no discovery, however sure. */
const LEAST_RATIO = 1.1;

/** Probability that any segment of a window is ranked although all rows are predicted alike. */
const CHANCE = 0.01;

const MOST_RANKED = 12, MOST_OF_ONE_CUT = 3;

/**
 * Where a model is worst: segments that are worse than their window by more than chance, those first where most absolute error
 * would be saved were they as good as the average. A pair of zones is told once: with its zone where that was ranked before it,
 * and in place of a zone that owes half of its excess to the pair.
 *
 * @returns at most 12, of one cut at most 3; empty without segments
 */
export function rankSegments(
  reference: RegressionPerformance | undefined,
  current: RegressionPerformance | undefined,
): RankedSegment[] {
  if (current === undefined) return [];
  const ranked: RankedSegment[] = [];
  for (const candidate of candidates(current)) {
    const ofCut = ranked.filter(({ cut }) => cut === candidate.cut).length;
    if (ofCut === MOST_OF_ONE_CUT || ranked.some((before) => tellsAlready(before, candidate))) continue;
    const before = reference?.segments[candidate.cut]?.find(({ label }) => label === candidate.label);
    ranked.push({ ...candidate, ...(before === undefined ? {} : { reference: before }) });
    if (ranked.length === MOST_RANKED) break;
  }
  return ranked;
}

/** The segments that are worse by more than chance, the most costly first. */
function candidates({ metrics, errors, segments }: RegressionPerformance): RankedSegment[] {
  const asked = Object.entries(segments).flatMap(([cut, of]) => of.map((segment) => ({ cut, ...segment })))
    .filter(({ rows }) => rows >= FEWEST_ROWS && rows < metrics.rows);
  const limit = chanceLimit(errors, metrics.mae, CHANCE / asked.length);
  return asked
    .filter(({ rows, mae }) => mae > metrics.mae * LEAST_RATIO && mae > limit(rows))
    .map((segment) => ({
      ...segment,
      ratio: segment.mae / metrics.mae,
      excess: segment.rows * (segment.mae - metrics.mae) / (metrics.rows * metrics.mae),
    }))
    .toSorted((a, b) => b.excess - a.excess);
}

/**
 * What the mean absolute error of so many rows, drawn from all, exceeds with this probability: the normal quantile, corrected for
 * skewness (Cornish and Fisher, 1938), because absolute errors have a long tail.
 */
function chanceLimit(
  { values, counts, rows }: NumericDistribution,
  mae: number,
  probability: number,
): (rows: number) => number {
  let squares = 0, cubes = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = Math.abs(values[i]) - mae;
    squares += counts[i] * apart ** 2;
    cubes += counts[i] * apart ** 3;
  }
  const deviation = Math.sqrt(squares / rows), skewness = cubes / rows / deviation ** 3;
  const quantile = normalQuantile(1 - probability);
  return (drawn) => {
    const skewed = quantile + skewness * (quantile ** 2 - 1) / (6 * Math.sqrt(drawn));
    return mae + skewed * deviation / Math.sqrt(drawn);
  };
}

function tellsAlready(before: RankedSegment, next: RankedSegment): boolean {
  if (next.cut === PAIR_CUT) return liesIn(next, before);
  return liesIn(before, next) && before.excess > next.excess / 2;
}

/** Whether the first is a pair of zones that begins or ends in the second. */
function liesIn(pair: Segment & { cut: string }, zone: Segment & { cut: string }): boolean {
  if (pair.cut !== PAIR_CUT) return false;
  const [from, to] = pair.label.split("-");
  return (zone.cut === "PULocationID" && zone.label === from) ||
    (zone.cut === "DOLocationID" && zone.label === to);
}
