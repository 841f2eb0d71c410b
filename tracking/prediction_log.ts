import type { JoinedPrediction } from "./logged_prediction.ts";
import { selectOne } from "../lib/sqlite.ts";
import type { AlertState, Judgement } from "./judgement.ts";
import { JudgementRows } from "./judgement_rows.ts";
import { keepAlertState, keepJudgement } from "./keep_judgement.ts";
import { openPredictionDatabase } from "./prediction_database.ts";
import { giveBackRoom, type LogLimits, removeOldest } from "./prediction_retention.ts";
import { type PredictionWindow, readPredictionWindow } from "./prediction_window.ts";

/** Every served prediction of a home, with what really happened where that is known; a `PredictionQueue` writes it. */
export interface PredictionLog extends Disposable {
  /** Predictions of a window by time, in batches of at most 1,000 rows. */
  readWindow(window: PredictionWindow): Iterable<JoinedPrediction[]>;
  /** What was judged of them. */
  readonly judgements: JudgementRows;
  /** Keeps a judgement and its JSON document, in the place of an earlier one of the same model file and window. @returns its number */
  keepJudgement(judgement: Judgement, document: string): number;
  /** Replaces what is known of the alert after the judgement of that number. */
  keepAlertState(id: number, alert: AlertState): void;
  /** Number of logged predictions, those of shadows too. */
  count(): number;
  /**
   * Removes what is beyond the limits, oldest first, and gives its room back to the disk; in short steps, between which others
   * write.
   *
   * @returns number of predictions removed
   */
  prune(limits: LogLimits, now: number): number;
  /** Lets go of the database. */
  close(): void;
}

/**
 * Opens (and creates) `predictions.db` of a home. Any number of processes may have it open.
 *
 * @throws TaxiError when the file is not a database or was written by a newer `taxi`
 */
export function openPredictionLog(home: string): PredictionLog {
  const database = openPredictionDatabase(home);
  const close = () => {
    if (database.isOpen) database.close();
  };
  return {
    readWindow: (window) => readPredictionWindow(database, window),
    judgements: new JudgementRows(database),
    keepJudgement: (judgement, document) => keepJudgement(database, judgement, document),
    keepAlertState: (id, alert) => keepAlertState(database, id, alert),
    count: () => selectOne<{ rows: number }>(database, "SELECT count(*) AS rows FROM predictions")!.rows,
    prune(limits, now) {
      let removed = 0;
      for (let step; (step = removeOldest(database, limits, now)) > 0;) removed += step;
      while (giveBackRoom(database, 0));
      return removed;
    },
    close,
    [Symbol.dispose]: close,
  };
}
