import type { Blob, BlobSource } from "../blob_store.ts";
import type { Experiment } from "../experiments.ts";
import type { LoggedModel } from "../logged_model_rows.ts";
import type { ModelVersion, RegisteredModel } from "../model_rows.ts";
import type { LoggedPoint, Run, RunStatus } from "../run.ts";

/** Something that was not carried over. */
export interface LeftOut {
  /** The thing: `run "3f2a..."`. */
  readonly what: string;
  /** Why it was left out, as the end of a sentence. */
  readonly why: string;
}

/**
 * Experiments with all that belongs to them, whichever form they are kept in. The four parts are read in this order, each once
 * and to its end; of a part that is read again or later nothing is known.
 */
export interface TransferSource extends AsyncDisposable {
  /** What it is, for people: `MLflow database "mlflow.db"`. */
  readonly name: string;
  /** How many runs there are, so that one can tell how far it is. */
  readonly runCount: number;
  /** What people should know of it, in sentences without a full stop. */
  readonly notes: readonly string[];
  /** What it could not give, known in full once it has been read. */
  readonly leftOut: readonly LeftOut[];
  /** Experiments, deleted ones too. */
  experiments(): AsyncIterable<ExperimentRecord>;
  /** Logged models of the experiments. */
  loggedModels(): AsyncIterable<LoggedModelSource>;
  /** Runs of the experiments. */
  runs(): AsyncIterable<RunSource>;
  /** Registered models with all of their versions. */
  registeredModels(): AsyncIterable<RegisteredModelRecord>;
}

/** An experiment as it is carried over. Times are milliseconds since 1970-01-01 UTC. */
export interface ExperimentRecord extends Pick<Experiment, "name" | "deletedAt" | "tags"> {
  /** By which its runs and models name it; the number that it had. */
  readonly id: string;
  /** When it was made, by which it is known again; null where nobody wrote that down. */
  readonly createdAt: number | null;
  /** When the experiment itself last changed. */
  readonly updatedAt: number;
  /** The address that its artifacts had; null for one in the store that it comes from. */
  readonly location: string | null;
  /** Whether its artifacts stay at that address and are not carried over. */
  readonly elsewhere: boolean;
}

/** A run as it is carried over, but for its files and its metrics. Times are milliseconds since 1970-01-01 UTC. */
export interface RunRecord extends
  Pick<
    Run,
    "runId" | "name" | "user" | "startTime" | "deletedAt" | "params" | "tags" | "datasets" | "models"
  > {
  /** Id of an {@linkcode ExperimentRecord}. */
  readonly experiment: string;
  /** What became of it. */
  readonly status: RunStatus;
  /** Null when it has not ended, or nobody told when. */
  readonly endTime: number | null;
  /** What ended it, of a failed one. */
  readonly error: string | null;
}

/** A run. Files are read first, each to its end before the next one, then points. */
export interface RunSource {
  /** All that is small. */
  readonly record: RunRecord;
  /** Its artifacts. */
  files(): AsyncIterable<FileSource>;
  /** The histories of all of its metrics, so many points at a time, in no order; points may come twice. */
  points(): AsyncIterable<readonly LoggedPoint[]>;
}

/** A logged model as it is carried over; its points come with the runs that measured them. */
export interface LoggedModelRecord extends Omit<LoggedModel, "experimentId" | "artifactUri" | "metrics"> {
  /** Id of an {@linkcode ExperimentRecord}. */
  readonly experiment: string;
}

/** A logged model and its files, each of which is read to its end before the next one. */
export interface LoggedModelSource {
  /** All that is small. */
  readonly record: LoggedModelRecord;
  /** The folder of the model. */
  files(): AsyncIterable<FileSource>;
}

/** A file of a run or a logged model. */
export interface FileSource {
  /** Below the folder of its run or model, with `/` between folders; not trusted. */
  readonly path: string;
  /** When it was written, milliseconds since 1970-01-01 UTC. */
  readonly updatedAt: number;
  /** Its hash and size, where they are known without reading it. */
  readonly blob?: Blob;
  /** The bytes; may be left unread. */
  open(): Promise<BlobSource>;
}

/** A version of a registered model as it is carried over, its addresses as they were. */
export type VersionRecord = Omit<ModelVersion, "name" | "sha256" | "aliases">;

/** A registered model as it is carried over. */
export interface RegisteredModelRecord extends Omit<RegisteredModel, "latestVersion"> {
  /** The highest number that was ever given, so that it is not given again. */
  readonly lastVersion: number;
  /** In the order of their numbers. */
  readonly versions: readonly VersionRecord[];
}
