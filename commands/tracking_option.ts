import { parsePostgresUrl, type PostgresAddress, postgresUrl } from "../lib/postgres_address.ts";
import { shellWord } from "./command.ts";

/** What commands with {@linkcode TRACKING_OPTION} are told. */
export interface TrackingOptions {
  /** In place of `tracking.db` in the home. */
  readonly tracking?: PostgresAddress;
}

/** Flag, description and reading of `--tracking`, the same everywhere. */
export const TRACKING_OPTION = [
  "--tracking <url>",
  "a PostgreSQL database in place of tracking.db in the home, such as postgres://USER@HOST/DATABASE",
  parsePostgresUrl,
] as const;

/** What commands with {@linkcode STORE_OPTION} are told. */
export interface StoreOptions {
  /** In place of `tracking.db` in the home. */
  readonly tracking?: PostgresAddress;
}

/** `--tracking` of commands that work on a store of one's own only: a server elsewhere would have to do that itself. */
export const STORE_OPTION = [
  "--tracking <url>",
  "a PostgreSQL database in place of tracking.db in the home, such as postgres://USER@HOST/DATABASE",
  parsePostgresUrl,
] as const;

/** What a next command says of the database, ready to be appended, without the password: nothing without `--tracking`. */
export function trackingWords(tracking: PostgresAddress | undefined): string {
  return tracking === undefined ? "" : ` --tracking ${shellWord(postgresUrl(tracking))}`;
}
