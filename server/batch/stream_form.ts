import type { TripRequests } from "../../pipeline/features/feature_spec.ts";
import type { Predictor } from "../../pipeline/models/predictor.ts";
import type { PredictedTrips } from "../prediction_service.ts";
import type { Problem } from "../problem.ts";

/**
 * Most trips that are predicted in one go: small enough that other requests wait a few milliseconds at most, large enough
 * that the cost of a go does not matter.
 */
export const BLOCK_ROWS = 8192;

/** A form in which a stream of trips comes and its predictions go. */
export interface StreamForm {
  /** Media type of both ways. */
  readonly type: string;
  /**
   * Trips as they come, at most {@linkcode BLOCK_ROWS} at a time.
   *
   * @throws ProblemError when they cannot be read
   */
  read(parts: AsyncIterable<Uint8Array>): AsyncIterable<TripRequests>;
  /** Begins the answer of a model. */
  answer(model: Predictor): StreamAnswer | Promise<StreamAnswer>;
}

/** An answer that is written part by part. */
export interface StreamAnswer {
  /** Predictions, in the order of the trips. */
  rows(answer: PredictedTrips, trips: TripRequests): Uint8Array;
  /** Tells of a fault after predictions were told; nothing follows it. */
  fault(problem: Problem): Uint8Array;
  /** What follows the last prediction. */
  end(): Uint8Array;
  /** Whether a client may overlook a fault that is told, so that the connection has to break as well. */
  readonly breaks: boolean;
}
