import type { DatabaseSync } from "node:sqlite";
import { execute, selectOne, transaction } from "../lib/sqlite.ts";
import type { AlertState, Judgement } from "./judgement.ts";

/** The newest so many are kept, some 14 kB each: of hourly ones those of six weeks, of daily ones those of almost three years. */
export const KEPT_JUDGEMENTS = 1000;

/**
 * Keeps a judgement, all of it or nothing. It takes the place, and the number, of an earlier one of the same model file and
 * window. The oldest beyond {@linkcode KEPT_JUDGEMENTS} are removed.
 *
 * @param document all that there is to say of it, a JSON object
 * @returns its number
 */
export function keepJudgement(database: DatabaseSync, judgement: Judgement, document: string): number {
  return transaction(database, () => {
    const id = writeRow(database, judgement, document);
    execute(database, "DELETE FROM judged_columns WHERE judgement_id = ?", id);
    execute(database, "DELETE FROM judged_metrics WHERE judgement_id = ?", id);
    judgement.columns.forEach(({ name, method, kind, score, threshold, drifted }, position) =>
      execute(
        database,
        `INSERT INTO judged_columns (judgement_id, position, name, method, kind, score, threshold, drifted)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, position, name, method, kind, score, threshold, Number(drifted)],
      )
    );
    for (const [name, value] of Object.entries(judgement.metrics)) {
      execute(
        database,
        "INSERT INTO judged_metrics (judgement_id, name, value) VALUES (?, ?, ?)",
        id,
        name,
        value,
      );
    }
    execute(
      database,
      `DELETE FROM judgements WHERE judgement_id IN
         (SELECT judgement_id FROM judgements ORDER BY judged_at DESC, judgement_id DESC LIMIT -1 OFFSET ${KEPT_JUDGEMENTS})`,
    );
    return id;
  });
}

/** Replaces what is known of the alert after a judgement, once somebody was told of it. */
export function keepAlertState(
  database: DatabaseSync,
  id: number,
  { since, told, notifiedAt }: AlertState,
): void {
  transaction(database, () =>
    execute(
      database,
      `UPDATE judgements SET alert_raised = ?, alert_since = ?, alert_told = ?, alert_notified_at = ?
       WHERE judgement_id = ?`,
      ...[Number(since !== null), since, Number(told), notifiedAt, id],
    ));
}

function writeRow(database: DatabaseSync, judgement: Judgement, document: string): number {
  const { alert } = judgement;
  const row = selectOne<{ id: number }>(
    database,
    `INSERT INTO judgements (model, window_to, window_from, model_hash, judged_at, model_version, rows, verdict,
       drifted_share, alert_raised, alert_since, alert_told, alert_notified_at, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (model, window_to, window_from, model_hash) DO UPDATE SET
       (judged_at, model_version, rows, verdict, drifted_share, alert_raised, alert_since, alert_told,
        alert_notified_at, document) =
       (excluded.judged_at, excluded.model_version, excluded.rows, excluded.verdict, excluded.drifted_share,
        excluded.alert_raised, excluded.alert_since, excluded.alert_told, excluded.alert_notified_at,
        excluded.document)
     RETURNING judgement_id AS id`,
    ...[judgement.model, judgement.windowTo, judgement.windowFrom, judgement.modelHash, judgement.judgedAt],
    ...[judgement.modelVersion, judgement.rows, judgement.verdict, judgement.driftedShare],
    ...[Number(alert.since !== null), alert.since, Number(alert.told), alert.notifiedAt, document],
  );
  return row!.id;
}
