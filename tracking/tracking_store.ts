import { join } from "node:path";
import { openDatabase } from "../lib/sqlite.ts";
import { type Artifacts, sqliteArtifacts } from "./artifacts.ts";
import { type Experiments, sqliteExperiments } from "./experiments.ts";
import { markKilledRuns } from "./killed_runs.ts";
import { TRACKING_MIGRATIONS } from "./migrations.ts";
import { type ModelRegistry, sqliteModelRegistry } from "./model_registry.ts";
import { openRunLocks } from "./run_locks.ts";
import { type RunLog, sqliteRunLog } from "./run_log.ts";
import { type Runs, sqliteRuns } from "./runs.ts";
import type { StoreContext } from "./store_context.ts";

/** Everything that is tracked in one home. Any number of processes may have the same home open. */
export interface Tracking extends AsyncDisposable {
  /** Collections of runs. */
  readonly experiments: Experiments;
  /** Runs and what was logged to them. */
  readonly runs: Runs & RunLog;
  /** Files of runs. */
  readonly artifacts: Artifacts;
  /** Registered models, their versions and aliases. */
  readonly models: ModelRegistry;
  /** Runs that were found dead on opening and marked `killed`. */
  readonly killedRuns: readonly string[];
  /** Lets go of the store. Runs of this process that were not ended count as killed from now on. */
  close(): Promise<void>;
}

/**
 * Opens (and creates) the tracking store of a home: `tracking.db`, `artifacts/` and `locks/` in that folder. Runs whose
 * process died are marked `killed` first.
 *
 * @param options.now the clock, milliseconds since 1970-01-01 UTC
 * @throws TaxiError when `tracking.db` is not a database or was written by a newer `taxi`
 */
export function openTracking(home: string, options: { readonly now?: () => number } = {}): Tracking {
  const context: StoreContext = {
    database: openDatabase(join(home, "tracking.db"), TRACKING_MIGRATIONS),
    locks: openRunLocks(join(home, "locks")),
    artifacts: join(home, "artifacts"),
    now: options.now ?? Date.now,
  };
  const close = () => {
    context.locks.abandon();
    if (context.database.isOpen) context.database.close();
  };
  return {
    killedRuns: markOrClose(context, close),
    experiments: sqliteExperiments(context),
    runs: { ...sqliteRuns(context), ...sqliteRunLog(context) },
    artifacts: sqliteArtifacts(context),
    models: sqliteModelRegistry(context),
    close: () => Promise.try(close),
    [Symbol.asyncDispose]: () => Promise.try(close),
  };
}

function markOrClose(context: StoreContext, close: () => void): string[] {
  try {
    return markKilledRuns(context);
  } catch (error) {
    close();
    throw error;
  }
}
