import { UsageError } from "../lib/errors.ts";
import type { MetricPoint } from "./run.ts";

/** The step of a point in all its forms. */
export type Step = Pick<MetricPoint, "step" | "exactStep">;

const LEAST = -(2n ** 63n), MOST = 2n ** 63n - 1n;

/** A step of a whole number of any size. */
export function stepOf(whole: number | bigint): Step {
  const step = Number(whole);
  return Number.isSafeInteger(step) ? { step } : { step, exactStep: BigInt(whole) };
}

/** What the database keeps of a step. @throws UsageError when it is no whole number of 64 bits */
export function storedStep({ step, exactStep }: Step, metric: string): number | bigint {
  const fits = exactStep === undefined ? Number.isSafeInteger(step) : exactStep >= LEAST && exactStep <= MOST;
  if (fits) return exactStep ?? step;
  throw new UsageError(
    `Cannot store the step of metric "${metric}": found ${
      exactStep ?? step
    }, expected a whole number of 64 bits`,
    undefined,
    "invalid_number",
  );
}

/** Selects a step in two columns, since a driver reads no number that a double cannot tell from its neighbours. */
export const STEP_COLUMNS =
  `CASE WHEN step BETWEEN -9007199254740991 AND 9007199254740991 THEN step END AS step,
  CASE WHEN step NOT BETWEEN -9007199254740991 AND 9007199254740991 THEN CAST(step AS TEXT) END AS "exactStep"`;

/** The step of {@linkcode STEP_COLUMNS}. */
export function readStep(step: number | null, exactStep: string | null): Step {
  return exactStep === null ? { step: step! } : stepOf(BigInt(exactStep));
}

/** Whether a step comes after another. */
export function isLaterStep(a: Step, b: Step): boolean {
  return a.step === b.step && a.exactStep !== undefined && b.exactStep !== undefined
    ? a.exactStep > b.exactStep
    : a.step > b.step;
}
