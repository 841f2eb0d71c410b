/** What became of a run. An end time or an error is there only where it is known to be true. */
export type RunOutcome =
  | { readonly status: "running" }
  | { readonly status: "finished"; readonly endTime: number }
  | { readonly status: "failed"; readonly endTime: number; readonly error: string | null }
  | { readonly status: "killed"; readonly endTime: number | null };

/** The words for what became of a run. */
export type RunStatus = RunOutcome["status"];

/** One point of a metric. */
export interface MetricPoint {
  /** Name of the metric, such as `mae`. */
  readonly key: string;
  /** Any double: NaN, infinities and -0 are kept. */
  readonly value: number;
  /** Position in training; 0 where there is only one. */
  readonly step: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly timestamp: number;
}

/** The latest point of a metric: that of the greatest (step, timestamp, value). */
export type LatestMetric = Omit<MetricPoint, "key">;

/** Data a run read, without the data. */
export interface DatasetInput {
  /** As people call it. */
  readonly name: string;
  /** Content hash, or the start of one: at most 36 characters. */
  readonly digest: string;
  /** What the run used it for: `training`, `test`. */
  readonly context: string;
  /** What `source` is: `local`, `http`, `s3`. */
  readonly sourceType: string;
  /** Where the data is. */
  readonly source: string;
}

/** One tracked piece of work, such as a training, with what was logged to it. Times are milliseconds since 1970 UTC. */
export type Run = RunOutcome & {
  /** 32 hex digits. */
  readonly runId: string;
  readonly experimentId: number;
  readonly name: string;
  /** Who started it; empty when not told. */
  readonly user: string;
  /** `process`: a process on this home, watched by its lock. `client`: reported from elsewhere. */
  readonly owner: "process" | "client";
  readonly startTime: number;
  /** Null unless deleted. */
  readonly deletedAt: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Latest point of every metric. */
  readonly metrics: Readonly<Record<string, LatestMetric>>;
  readonly datasets: readonly DatasetInput[];
};
