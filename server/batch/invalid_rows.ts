import { z } from "@hono/zod-openapi";
import { ProblemError } from "../problem.ts";
import { TRIP_SCHEMA, type TripBody } from "../trip_body.ts";
import { invalidBody } from "../validation.ts";

/** Collects what is wrong with the trips of a stream, told as for a JSON array of them. */
export class InvalidRows {
  readonly #issues: z.core.$ZodIssue[] = [];

  /**
   * Checks one trip.
   *
   * @param row its place in the stream, from 0
   * @returns the trip, or undefined when something is wrong with it
   */
  check(row: number, trip: unknown): TripBody | undefined {
    const { success, data, error } = TRIP_SCHEMA.safeParse(trip);
    if (success) return data;
    for (const issue of error.issues) this.#issues.push({ ...issue, path: [row, ...issue.path] });
  }

  /** Adds a fault of a whole row. */
  add(row: number, message: string): void {
    this.#issues.push({ code: "custom", path: [row], message, input: undefined });
  }

  /**
   * Ends the check of some rows.
   *
   * @throws ProblemError 422 that lists what was found, if anything was
   */
  throwIfAny(): void {
    if (this.#issues.length > 0) throw new ProblemError(invalidBody(new z.ZodError(this.#issues)));
  }
}
