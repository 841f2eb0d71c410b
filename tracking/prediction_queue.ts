import type { Actual } from "./logged_prediction.ts";
import type { PredictionLog, RecordedActuals } from "./prediction_log.ts";
import { idText } from "./prediction_id.ts";

/** A value that is logged with each prediction. */
export interface FeatureColumn {
  readonly name: string;
  /** `local_time` is microseconds since 1970 on a wall clock, kept as text. */
  readonly type: "integer" | "number" | "local_time";
}

/** The model that predicted. */
export interface ServedModelIdentity {
  readonly name: string;
  readonly version: number | null;
  readonly hash: string;
}

/** Predictions of one model made at one time. */
export interface PredictionBatch {
  readonly rows: number;
  /** UUIDs, 16 bytes each. */
  readonly ids: Uint8Array;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly predictedAt: number;
  readonly model: ServedModelIdentity;
  /** Not answered, only logged. */
  readonly shadow: boolean;
  /** One for each declared column; NaN where a value is missing. */
  readonly features: readonly ArrayLike<number>[];
  readonly predictions: ArrayLike<number>;
}

/** Takes predictions over from whoever answers, and commits them in groups. */
export interface PredictionQueue extends AsyncDisposable {
  /** Copies a batch; false when there is no room for all of it, then nothing is taken. */
  offer(batch: PredictionBatch): boolean;
  /** Waits for room; false when time is up, or when so many rows never fit. */
  room(rows: number, milliseconds: number): Promise<boolean>;
  /** Joins actuals to everything offered before, all or none. */
  recordActuals(actuals: readonly Actual[]): Promise<RecordedActuals>;
  /** Rows that are not committed yet, and why the last write failed. */
  status(): { readonly waiting: number; readonly capacity: number; readonly fault: string | undefined };
  /** Resolves once everything offered before is committed. */
  flush(): Promise<void>;
  /** Commits what waits. */
  close(): Promise<void>;
}

/** A queue before a log of this process. */
export function queueBefore(log: PredictionLog, columns: readonly FeatureColumn[]): PredictionQueue {
  let waiting = 0, fault: string | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const capacity = 131_072;
  const close = async () => {
    await last;
    log.close();
  };
  return {
    offer({ rows, ids, predictedAt, model, features, predictions }) {
      if (waiting + rows > capacity) return false;
      for (let row = 0; row < rows; row++) {
        waiting++;
        last = log.append({
          requestId: idText(ids, row),
          predictedAt,
          model: model.name,
          modelVersion: model.version,
          modelHash: model.hash,
          prediction: predictions[row],
          features: Object.fromEntries(columns.map(({ name, type }, column) => {
            const value = features[column][row];
            if (Number.isNaN(value)) return [name, null];
            return [name, type === "local_time" ? new Date(value / 1000).toISOString().slice(0, -1) : value];
          })),
        }).then(() => void (fault = undefined), (error) => void (fault = error.message)).finally(() =>
          waiting--
        );
      }
      return true;
    },
    room: async (rows) => {
      await last;
      return waiting + rows <= capacity;
    },
    recordActuals: async (actuals) => {
      await last;
      return await log.recordActuals(actuals);
    },
    status: () => ({ waiting, capacity, fault }),
    flush: async () => void await last,
    close,
    [Symbol.asyncDispose]: close,
  };
}
