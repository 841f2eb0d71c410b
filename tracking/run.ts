/**
 * What became of a run. An end time or an error is there only where it is known to be true; a run that was resumed keeps the
 * end time of its first life, and a client need not tell when a run has ended.
 */
export type RunOutcome =
  | { readonly status: "running" | "scheduled"; readonly endTime?: number }
  | { readonly status: "finished"; readonly endTime: number | null }
  | { readonly status: "failed"; readonly endTime: number | null; readonly error: string | null }
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
  /** The position exactly, where it is beyond the whole numbers that a double can tell apart: that of a clock, say. */
  readonly exactStep?: bigint;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly timestamp: number;
}

/** A point of a metric as it is logged, perhaps of a model and on some data. */
export interface LoggedPoint extends MetricPoint {
  /** The logged model that was measured. */
  readonly modelId?: string;
  /** Name of the data that it was measured on. */
  readonly datasetName?: string;
  /** Digest of that data. */
  readonly datasetDigest?: string;
}

/** The latest point of a metric: that of the greatest (step, timestamp, value), NaN being greater than every number. */
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
  /** The columns, as JSON in MLflow's words. */
  readonly schema?: string;
  /** Counts and such, as JSON in MLflow's words. */
  readonly profile?: string;
  /** What else is worth knowing of this use of the data. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A logged model that a run read or made. */
export interface RunModel {
  /** `m-` and 32 hex digits. */
  readonly modelId: string;
  /** Whether the run read or made it. */
  readonly direction: "input" | "output";
  /** Position in training; 0 where there is only one. */
  readonly step: number;
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
  /** Logged models that it read or made, in the order of their ids. */
  readonly models: readonly RunModel[];
  /** Address of its artifacts, such as `mlflow-artifacts:/1/3f2a.../artifacts`. */
  readonly artifactUri: string;
};
