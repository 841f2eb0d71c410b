import type { Sql } from "../../lib/sql.ts";
import type { StoreContext } from "../store_context.ts";
import type { Json } from "./flow_run.ts";

/** A schedule as it is kept. Times are milliseconds since 1970-01-01 UTC. */
export interface StoredSchedule {
  /** Unique. */
  readonly name: string;
  /** Flow, parameters, pattern and policies. */
  readonly definition: Readonly<Record<string, Json>>;
  /** Planned times up to here have their runs. */
  readonly handledUntil: number;
  /** Failures of runs that were planned before are forgiven. */
  readonly countsFrom: number;
  /** Since when it plans nothing; null when it does. */
  readonly pausedAt: number | null;
  /** Why it does not. */
  readonly pauseReason: string | null;
}

/** Schedules of one store. */
export interface FlowSchedules {
  /** By name. */
  list(): Promise<StoredSchedule[]>;
  /** Keeps a definition. A new schedule begins now: nothing before is planned. */
  put(name: string, definition: Readonly<Record<string, Json>>): Promise<StoredSchedule>;
  /** Notes that planned times up to `until` have their runs. */
  handled(name: string, until: number): Promise<void>;
  /** Stops planning. */
  pause(name: string, reason: string): Promise<void>;
  /** Plans again, from now on; earlier failures are forgiven. */
  unpause(name: string): Promise<void>;
  /** Forgets a schedule; its runs stay. */
  delete(name: string): Promise<void>;
  /**
   * Takes or keeps a lease, which one holder has at a time.
   *
   * @param milliseconds how long it is held without a word
   * @returns whether the holder has it now
   */
  lease(name: string, holder: string, milliseconds: number): Promise<boolean>;
  /** Gives a lease back; does nothing when another has it. */
  release(name: string, holder: string): Promise<void>;
}

/** A lease that ends after so many times its length was taken by a clock that was wrong. */
const LONGEST_TERMS = 10;

const SELECT =
  `SELECT name, definition, handled_until AS "handledUntil", counts_from AS "countsFrom", paused_at AS "pausedAt",
  pause_reason AS "pauseReason" FROM flow_schedules`;

/** {@linkcode FlowSchedules} in a database. */
export function storedSchedules({ sql, now }: StoreContext): FlowSchedules {
  return {
    list: () => select(sql, "ORDER BY name"),
    put: (name, definition) =>
      sql.transaction(async (sql) => {
        await sql.run(
          `INSERT INTO flow_schedules (name, definition, handled_until) VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET definition = excluded.definition`,
          ...[name, JSON.stringify(definition), now()],
        );
        return (await select(sql, "WHERE name = ?", name))[0];
      }),
    handled: async (name, until) => {
      await sql.run(
        "UPDATE flow_schedules SET handled_until = ? WHERE name = ? AND handled_until < ?",
        ...[until, name, until],
      );
    },
    pause: async (name, reason) => {
      await sql.run(
        "UPDATE flow_schedules SET paused_at = ?, pause_reason = ? WHERE name = ?",
        now(),
        reason,
        name,
      );
    },
    unpause: async (name) => {
      await sql.run(
        `UPDATE flow_schedules SET paused_at = NULL, pause_reason = NULL, counts_from = ?, handled_until = ? WHERE name = ?`,
        ...[now(), now(), name],
      );
    },
    delete: async (name) => {
      await sql.run("DELETE FROM flow_schedules WHERE name = ?", name);
    },
    lease: async (name, holder, milliseconds) => {
      const at = now();
      const changed = await sql.run(
        `INSERT INTO flow_leases (name, holder, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
           WHERE flow_leases.holder = excluded.holder OR flow_leases.expires_at <= ? OR flow_leases.expires_at > ?`,
        ...[name, holder, at + milliseconds, at, at + LONGEST_TERMS * milliseconds],
      );
      return changed > 0;
    },
    release: async (name, holder) => {
      await sql.run("DELETE FROM flow_leases WHERE name = ? AND holder = ?", name, holder);
    },
  };
}

async function select(sql: Sql, clause: string, ...values: string[]): Promise<StoredSchedule[]> {
  const rows = await sql.all<Omit<StoredSchedule, "definition"> & { readonly definition: string }>(
    `${SELECT} ${clause}`,
    ...values,
  );
  return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) }));
}
