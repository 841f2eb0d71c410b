import normal from "@stdlib/stats-base-dists-normal-quantile";
import student from "@stdlib/stats-base-dists-t-quantile";

/** The value below which a standard normal variable lies with this probability, 0 to 1. */
export function normalQuantile(probability: number): number {
  return normal(probability, 0, 1);
}

/** The same of Student's t distribution with so many degrees of freedom, at least 1. */
export function studentQuantile(probability: number, degrees: number): number {
  return student(probability, degrees);
}
