import { UsageError } from "../lib/errors.ts";
import { parseS3Url, type S3Address, s3Url } from "../lib/s3_address.ts";
import { shellWord } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { isServer, type TrackingPlace } from "./tracking_option.ts";

/** What commands with {@linkcode ARTIFACTS_OPTION} are told. */
export interface ArtifactsOptions {
  /** In place of `artifacts/` in the home; what `TAXI_ARTIFACTS` names unless told. */
  readonly artifacts?: S3Address;
}

/** Flag, description and reading of `--artifacts`, the same everywhere. */
export const ARTIFACTS_OPTION = [
  "--artifacts <url>",
  "an S3 bucket in place of artifacts/ in the home, such as s3://BUCKET/PREFIX; TAXI_ARTIFACTS unless told",
  (text: string) => parseS3Url(text),
] as const;

/** The home of a command that reads or writes artifacts. @throws UsageError when a server elsewhere keeps them */
export function homeOf(
  options: ArtifactsOptions & { readonly home?: string },
  place: TrackingPlace | undefined,
): Home {
  if (options.artifacts !== undefined && isServer(place)) {
    throw new UsageError(
      `Cannot use --artifacts together with the tracking server ${place.url}: it keeps the artifacts itself`,
    );
  }
  return findHome(options.home, options.artifacts);
}

/** What a next command says of the bucket, ready to be appended: nothing without `--artifacts`. */
export function artifactsWords(artifacts: S3Address | undefined): string {
  return artifacts === undefined ? "" : ` --artifacts ${shellWord(s3Url(artifacts))}`;
}
