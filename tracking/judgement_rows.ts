import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { JudgedColumn, KeptJudgement } from "./judgement.ts";

/** A row of the table, as SQLite has it. */
interface Row {
  readonly judgement_id: number;
  readonly judged_at: number;
  readonly model: string;
  readonly model_version: number | null;
  readonly model_hash: string;
  readonly window_from: number;
  readonly window_to: number;
  readonly rows: number;
  readonly verdict: string;
  readonly drifted_share: number | null;
  readonly alert_since: number | null;
  readonly alert_told: number;
  readonly alert_notified_at: number | null;
}

const COLUMNS =
  `judgement_id, judged_at, model, model_version, model_hash, window_from, window_to, rows, verdict,
  drifted_share, alert_since, alert_told, alert_notified_at`;

/** Of judgements made in the same millisecond, that of the later window. */
const NEWEST = "ORDER BY judged_at DESC, window_to DESC, judgement_id DESC LIMIT 1";

/** Reads the judgements of a prediction database; each statement is prepared once. */
export class JudgementRows {
  readonly #prepare: (sql: string) => StatementSync;

  /**
   * Reads from now on, when asked.
   *
   * @param database whose schema is that of this program; it stays its owner's
   */
  constructor(database: DatabaseSync) {
    const prepared = new Map<string, StatementSync>();
    this.#prepare = (sql) => {
      const known = prepared.get(sql) ?? database.prepare(sql);
      prepared.set(sql, known);
      return known;
    };
  }

  /** The one that was made last, of one model or of all. */
  last(model?: string): KeptJudgement | undefined {
    return model === undefined
      ? this.#one(`SELECT ${COLUMNS} FROM judgements ${NEWEST}`)
      : this.#one(`SELECT ${COLUMNS} FROM judgements WHERE model = ? ${NEWEST}`, model);
  }

  /** The one with this number. */
  find(id: number): KeptJudgement | undefined {
    return this.#one(`SELECT ${COLUMNS} FROM judgements WHERE judgement_id = ?`, id);
  }

  /** All that the judge said of it, a JSON object; undefined when there is none of that number. */
  document(id: number): string | undefined {
    const row = this.#prepare("SELECT document FROM judgements WHERE judgement_id = ?").get(id);
    return row?.document as string | undefined;
  }

  /** The newest `limit` windows of a model, in the order of time. */
  series(model: string, limit: number): KeptJudgement[] {
    const sql = `SELECT ${COLUMNS} FROM judgements WHERE model = ?
      ORDER BY window_to DESC, window_from DESC, judged_at DESC LIMIT ?`;
    const rows = this.#prepare(sql).all(model, limit) as unknown as Row[];
    return rows.reverse().map((row) => this.#toJudgement(row));
  }

  /** Numbers of the windows of the same model that end next before and after this one; undefined where there is none. */
  beside(
    { model, windowTo }: Pick<KeptJudgement, "model" | "windowTo">,
  ): { before?: number; after?: number } {
    const next = (operator: string, order: string) => {
      const sql = `SELECT judgement_id FROM judgements WHERE model = ? AND window_to ${operator} ?
        ORDER BY window_to ${order}, window_from ${order} LIMIT 1`;
      return this.#prepare(sql).get(model, windowTo)?.judgement_id as number | undefined;
    };
    return { before: next("<", "DESC"), after: next(">", "ASC") };
  }

  /** Names of the models that were judged, the one that was judged last first. */
  models(): string[] {
    const sql = "SELECT model FROM judgements GROUP BY model ORDER BY max(judged_at) DESC, model";
    return this.#prepare(sql).all().map(({ model }) => model as string);
  }

  #one(sql: string, ...values: SQLInputValue[]): KeptJudgement | undefined {
    const row = this.#prepare(sql).get(...values) as unknown as Row | undefined;
    return row && this.#toJudgement(row);
  }

  #toJudgement(row: Row): KeptJudgement {
    return {
      id: row.judgement_id,
      judgedAt: row.judged_at,
      model: row.model,
      modelVersion: row.model_version,
      modelHash: row.model_hash,
      windowFrom: row.window_from,
      windowTo: row.window_to,
      rows: row.rows,
      verdict: row.verdict,
      driftedShare: row.drifted_share,
      columns: this.#columns(row.judgement_id),
      metrics: this.#metrics(row.judgement_id),
      alert: { since: row.alert_since, told: row.alert_told === 1, notifiedAt: row.alert_notified_at },
    };
  }

  #columns(id: number): JudgedColumn[] {
    const sql = `SELECT name, method, kind, score, threshold, drifted FROM judged_columns
      WHERE judgement_id = ? ORDER BY position`;
    const rows = this.#prepare(sql).all(
      id,
    ) as unknown as (Omit<JudgedColumn, "drifted"> & { drifted: number })[];
    return rows.map((row) => ({ ...row, drifted: row.drifted === 1 }));
  }

  #metrics(id: number): Record<string, number> {
    const rows = this.#prepare("SELECT name, value FROM judged_metrics WHERE judgement_id = ?").all(id);
    return Object.fromEntries(rows.map(({ name, value }) => [name as string, value as number]));
  }
}
