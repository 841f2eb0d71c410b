import { UsageError } from "../../lib/errors.ts";

/** How often and how long after a failure a task is tried again. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly retries: number;
  /** Before the second try, milliseconds. */
  readonly delay: number;
  /** Each further wait is so many times the one before. */
  readonly factor: number;
  /** The longest wait, milliseconds. */
  readonly longest: number;
  /** The part of each wait that is left to chance, 0 to 1, so that tasks that failed together do not come back together. */
  readonly jitter: number;
  /** Whether another try may fare better after this error; what is wrongly asked stays wrong. */
  readonly passing: (error: unknown) => boolean;
}

/** Failures are told at once. */
export const NO_RETRIES: RetryPolicy = {
  retries: 0,
  delay: 1000,
  factor: 2,
  longest: 60_000,
  jitter: 0.2,
  passing: (error) => !(error instanceof UsageError),
};

/**
 * The wait before a try, milliseconds.
 *
 * @param tried how many tries have failed, 1 or more
 * @param random uniform in [0, 1)
 */
export function retryDelay(policy: RetryPolicy, tried: number, random: () => number): number {
  const full = Math.min(policy.longest, policy.delay * policy.factor ** (tried - 1));
  return full * (1 - policy.jitter * random());
}
