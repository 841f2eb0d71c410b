import { parsePostgresUrl, type PostgresAddress, postgresUrl } from "../lib/postgres_address.ts";
import { UsageError } from "../lib/errors.ts";
import { parseTrackingServer, type TrackingServer } from "../tracking/remote/tracking_server.ts";
import { shellWord } from "./command.ts";

/** Where runs and models are kept, when it is not the home. */
export type TrackingPlace = PostgresAddress | TrackingServer;

/** What commands with {@linkcode TRACKING_OPTION} are told. */
export interface TrackingOptions {
  /** In place of the home; what `MLFLOW_TRACKING_URI` names unless told. */
  readonly tracking?: TrackingPlace;
}

/** Flag, description and reading of `--tracking`, the same everywhere. */
export const TRACKING_OPTION = [
  "--tracking <url>",
  "keep runs and models at a tracking server (http://, https://) or in a PostgreSQL database " +
  "(postgres://USER@HOST/DATABASE) in place of the home; MLFLOW_TRACKING_URI unless told",
  parseTracking,
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

/** Whether that place is a server that is asked over HTTP. */
export function isServer(place: TrackingPlace | undefined): place is TrackingServer {
  return place !== undefined && "url" in place;
}

/**
 * Where runs and models are kept: what `--tracking` said, else the server of `MLFLOW_TRACKING_URI`, else undefined for the home.
 *
 * @throws UsageError when the variable names no server
 */
export function trackingPlace(
  option?: TrackingPlace,
  environment: (name: string) => string | undefined = (name) => Deno.env.get(name),
): TrackingPlace | undefined {
  const uri = environment("MLFLOW_TRACKING_URI");
  if (option !== undefined || !uri) return option; // set but empty is as good as unset
  if (/^https?:\/\//i.test(uri)) return parseTrackingServer(uri, "MLFLOW_TRACKING_URI", environment);
  const [scheme] = /^[a-z][a-z0-9+.-]*:/i.exec(uri) ?? [];
  throw new UsageError(
    `Cannot track in MLFLOW_TRACKING_URI: found ${scheme === undefined ? `"${uri}"` : `"${scheme}"`}, ` +
      "expected a server, http:// or https://, or an empty value for the home",
  );
}

/** What a next command says of the place, ready to be appended, without the password: nothing without `--tracking`. */
export function trackingWords(option: TrackingPlace | undefined): string {
  if (option === undefined) return "";
  return ` --tracking ${shellWord(isServer(option) ? option.url : postgresUrl(option))}`;
}

function parseTracking(text: string): TrackingPlace {
  if (/^https?:\/\//i.test(text)) return parseTrackingServer(text, "--tracking");
  if (/^postgres(ql)?:\/\//i.test(text)) return parsePostgresUrl(text);
  const [found] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  throw new UsageError(
    `Cannot read --tracking: found ${found === undefined ? "no URL" : `"${found}"`}, ` +
      "expected http://HOST:PORT, https://HOST or postgres://USER@HOST:PORT/DATABASE",
  );
}
