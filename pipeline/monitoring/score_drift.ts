import type { Distribution } from "./distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import type { DriftMethod, DriftScore, Parity } from "./monitoring_result.ts";
import { whyUnsuitable } from "./why_unsuitable.ts";

/** A score with its judgement, or the sentence that says why there is none. */
export type ScoredDrift =
  | { readonly score: DriftScore; readonly drifted: boolean }
  | { readonly skipped: string };

/**
 * Scores the drift between two distributions of the same kind that both have rows. A method that has no answer for them is
 * skipped with the reason; with parity a column is skipped only where the other tool breaks off, and a score that is NaN is
 * no drift.
 */
export function scoreDrift(
  method: DriftMethod,
  threshold: number,
  reference: Distribution,
  current: Distribution,
  parity?: Parity,
): ScoredDrift {
  const unsuitable = whyUnsuitable(method, reference, current, parity);
  if (unsuitable !== undefined) return { skipped: unsuitable };
  const found = DRIFT_METHODS[method].measure(reference, current, parity);
  const score: DriftScore = "distance" in found
    ? { kind: "distance", method, value: found.distance, threshold }
    : { kind: "test", method, ...found.test, threshold };
  const judged = score.kind === "distance" ? score.value : score.pValue;
  if (parity === undefined && !Number.isFinite(judged)) {
    return { skipped: `Method ${method} has no answer: its score of these values is ${judged}` };
  }
  return { score, drifted: isDrift(score) };
}

/** Whether a score lies on the side of its threshold that means drift; NaN lies on neither. */
export function isDrift(score: DriftScore): boolean {
  const { strict } = DRIFT_METHODS[score.method];
  if (score.kind === "distance") {
    return strict ? score.value > score.threshold : score.value >= score.threshold;
  }
  return strict ? score.pValue < score.threshold : score.pValue <= score.threshold;
}
