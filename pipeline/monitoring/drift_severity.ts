import type { DriftScore } from "./monitoring_result.ts";

/** A p-value of zero counts as this small, so that severities stay finite and comparable. */
const SMALLEST_P = 1e-300;

/**
 * How bad a score is on one scale for distances and tests: 0 is no difference, 1 stands exactly on the threshold.
 * A distance is divided by its threshold. A p-value shrinks with drift, so its logarithm is divided by the logarithm of
 * the threshold: p = 0.0025 against 0.05 is 2.
 */
export function driftSeverity(score: DriftScore): number {
  if (score.kind === "distance") return orZero(score.value / score.threshold);
  const logP = Math.log(Math.max(score.pValue, SMALLEST_P));
  return orZero(logP / Math.log(score.threshold));
}

function orZero(value: number): number {
  return Number.isNaN(value) || value === 0 ? 0 : value; // a score without an answer is no drift, nor is −0
}
