import { TaxiError } from "../../lib/errors.ts";
import type { TripRequests } from "../../pipeline/features/feature_spec.ts";
import type { Predictor } from "../../pipeline/models/predictor.ts";
import { UNSEEN_FEATURES } from "../../pipeline/models/unseen_features.ts";
import type { PredictedTrips } from "../prediction_service.ts";
import { problem, ProblemError } from "../problem.ts";
import { TRIP_COLUMNS, tripColumns, tripsOf } from "./arrow_trips.ts";
import { BLOCK_ROWS, type StreamAnswer, type StreamForm } from "./stream_form.ts";

/** Arrow's library is loaded by the first request that needs it, so that it does not slow the start. */
const reader = () => import("../../pipeline/engines/arrow_stream.ts");
const writer = () => import("../../pipeline/engines/arrow_writer.ts");

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  malformed_arrow: 400,
  arrow_too_large: 413,
  unsupported_arrow: 422,
};

const PREDICTION_COLUMNS = [
  { name: "predicted_duration", type: "float64" },
  { name: "request_id", type: "bytes16" },
  { name: "unseen", type: "uint8" },
] as const;

/**
 * An Arrow IPC stream, both ways. Ids are bytes, of which a million is written thirty times as fast as of texts; what is
 * unseen is a bit each, in the order of `UNSEEN_FEATURES`. A fault is a record batch without rows whose metadata has it.
 */
export const ARROW: StreamForm = {
  type: "application/vnd.apache.arrow.stream",
  read: readTrips,
  answer: beginAnswer,
};

async function* readTrips(parts: AsyncIterable<Uint8Array>): AsyncGenerator<TripRequests> {
  const { openArrowStream } = await reader();
  try {
    const stream = await openArrowStream(parts);
    const columns = tripColumns(stream.columns);
    let first = 0;
    for await (const batch of stream.batches(TRIP_COLUMNS)) {
      for (let from = 0; from < batch.rows; from += BLOCK_ROWS) {
        yield tripsOf(batch, columns, from, Math.min(from + BLOCK_ROWS, batch.rows), first);
      }
      first += batch.rows;
    }
  } catch (error) {
    const status = error instanceof TaxiError ? STATUS_BY_CODE[error.code] : undefined;
    if (status === undefined) throw error;
    const { code, message } = error as TaxiError;
    throw new ProblemError(problem(status, code, message));
  }
}

async function beginAnswer(model: Predictor): Promise<StreamAnswer> {
  const { createArrowWriter } = await writer();
  const metadata = new Map([["model", model.name], ["model_hash", model.hash]]);
  if (model.version !== null) metadata.set("model_version", String(model.version));
  const stream = createArrowWriter(PREDICTION_COLUMNS, metadata);
  return {
    rows: (answer, trips) => stream.rows(trips.rows, [answer.minutes, answer.ids, unseenBits(answer, trips)]),
    fault: (problem) => stream.note(new Map([["error", JSON.stringify(problem)]])),
    end: () => stream.end(),
    breaks: true,
  };
}

function unseenBits({ model }: PredictedTrips, trips: TripRequests): Uint8Array {
  const bits = new Uint8Array(trips.rows);
  for (let row = 0; row < trips.rows; row++) {
    for (const feature of model.unseen(trips, row)) bits[row] |= 1 << UNSEEN_FEATURES.indexOf(feature);
  }
  return bits;
}
