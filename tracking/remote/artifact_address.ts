import { TaxiError } from "../../lib/errors.ts";
import type { TrackingServer } from "./tracking_server.ts";

/**
 * The URL under which a server takes and gives the files below an address of MLflow's.
 *
 * @throws TaxiError for a place that a client would have to reach by itself, such as `s3://` or a folder
 */
export function artifactAddress(server: TrackingServer, uri: string): string {
  if (/^https?:\/\//.test(uri)) return uri.replace(/\/+$/, "");
  const [, host, path] = /^mlflow-artifacts:(?:\/\/([^/]*))?\/*(.*)$/s.exec(uri) ?? [];
  if (path === undefined) {
    throw new TaxiError(
      `Tracking server ${server.url} keeps files at "${uri}", which it does not hand on: ` +
        `expected "mlflow-artifacts:/...", as of "mlflow server --serve-artifacts"`,
      { code: "tracking_server" },
    );
  }
  const base = host ? `${new URL(server.url).protocol}//${host}` : server.url;
  return `${base}/api/2.0/mlflow-artifacts/artifacts/${escapePath(path.replace(/\/+$/, ""))}`;
}

/** A path as a URL has it. */
export function escapePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
