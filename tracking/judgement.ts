/** What was found of one column of a judged window. */
export interface JudgedColumn {
  /** As the model calls it. */
  readonly name: string;
  /** Short name of the statistic. */
  readonly method: string;
  /** Whether the score is a `distance`, which grows with drift, or the p-value of a `test`, which shrinks. */
  readonly kind: "distance" | "test";
  /** Null when none could be told. */
  readonly score: number | null;
  /** Where drift begins. */
  readonly threshold: number;
  /** Whether it was found to have drifted. */
  readonly drifted: boolean;
}

/** Whether an alert stands after a judgement, and what others know of it. Times are milliseconds since 1970-01-01 UTC. */
export interface AlertState {
  /** Since when it stands; null when none does. */
  readonly since: number | null;
  /** Whether whoever is notified was last told of an alert that stands. */
  readonly told: boolean;
  /** When they were last told that one was raised; null when they never were. */
  readonly notifiedAt: number | null;
}

/** What was found of the predictions that one model made in one window. Times are milliseconds since 1970-01-01 UTC. */
export interface Judgement {
  /** When it was found. */
  readonly judgedAt: number;
  /** Name of the registered model, or of the model file. */
  readonly model: string;
  /** Null for a model that is not registered. */
  readonly modelVersion: number | null;
  /** Hash of the model file. */
  readonly modelHash: string;
  /** Predictions from here on. */
  readonly windowFrom: number;
  /** And before here. */
  readonly windowTo: number;
  /** How many of them were judged. */
  readonly rows: number;
  /** What it comes to, in the judge's words. */
  readonly verdict: string;
  /** Of the scored columns, 0 to 1; null when none was scored. */
  readonly driftedShare: number | null;
  /** Scored columns, in the judge's order. */
  readonly columns: readonly JudgedColumn[];
  /** Finite numbers by name, such as the errors of those predictions whose truth is known. */
  readonly metrics: Readonly<Record<string, number>>;
  /** After this judgement. */
  readonly alert: AlertState;
}

/** A judgement that is kept. */
export interface KeptJudgement extends Judgement {
  /** Counts up; that of one that was removed never comes back. */
  readonly id: number;
}
