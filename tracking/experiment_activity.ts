import type { StoreContext } from "./store_context.ts";

/** What goes on in an experiment. */
export interface Activity {
  /** How many active runs it has. */
  readonly runs: number;
  /** When one of them last began or ended, milliseconds since 1970-01-01 UTC. */
  readonly lastAt: number;
}

/** What goes on in experiments. */
export interface ExperimentActivity {
  /** By experiment; those without an active run are not in it. */
  activity(): Promise<ReadonlyMap<number, Activity>>;
}

/** {@linkcode ExperimentActivity} in a database. */
export function storedExperimentActivity({ sql }: Pick<StoreContext, "sql">): ExperimentActivity {
  return {
    async activity() {
      const rows = await sql.lists<[id: number, runs: number, began: number, ended: number]>(
        `SELECT experiment_id, count(*), max(start_time), max(coalesce(end_time, 0)) FROM runs
         WHERE deleted_at IS NULL GROUP BY experiment_id`,
      );
      return new Map(
        rows.map(([id, runs, began, ended]) => [id, { runs, lastAt: Math.max(began, ended) }]),
      );
    },
  };
}
