import type { Artifact, Artifacts } from "./artifacts.ts";
import type { Experiments } from "./experiments.ts";
import type { LoggedModels } from "./logged_models.ts";
import type { ModelRegistry } from "./model_registry.ts";
import type { RunLog } from "./run_log.ts";
import type { Runs } from "./runs.ts";

/** What commands ask of whatever keeps runs and models: the store of a home or a tracking server elsewhere. */
export interface Tracker extends AsyncDisposable {
  /** Collections of runs. */
  readonly experiments: Pick<Experiments, "getOrCreate" | "getByName">;
  /** Runs and what is logged to them. */
  readonly runs: TrackerRuns & Pick<RunLog, "log">;
  /** Files of runs and logged models. */
  readonly artifacts: TrackerArtifacts;
  /** Models as runs make them, before one is registered. */
  readonly loggedModels: TrackerLoggedModels;
  /** Registered models, their versions and aliases. */
  readonly models: TrackerRegistry;
}

/** What commands do with runs. */
export type TrackerRuns = Pick<Runs, "create" | "get" | "search" | "end" | "delete" | "restore">;

/** What commands do with files. */
export interface TrackerArtifacts extends Pick<Artifacts, "log" | "modelFolder"> {
  /** All files of the run by path. */
  list(runId: string): Promise<Pick<Artifact, "path" | "size">[]>;
}

/** What commands do with logged models. */
export type TrackerLoggedModels = Pick<LoggedModels, "create" | "finish" | "setTags">;

/** What commands do with registered models. */
export type TrackerRegistry = Pick<
  ModelRegistry,
  | "list"
  | "get"
  | "listVersions"
  | "getVersion"
  | "getVersionByAlias"
  | "createVersion"
  | "setAlias"
  | "deleteAlias"
  | "deleteVersion"
>;
