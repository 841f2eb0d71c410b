import { UsageError } from "./errors.ts";

/** A place in a bucket of an S3-compatible store. */
export interface S3Address {
  /** Name of the bucket. */
  readonly bucket: string;
  /** What every key there begins with: empty, or folders that end with `/`. */
  readonly prefix: string;
}

/** The rules of AWS for names, and the upper case and underscores of buckets that are older than them. */
const BUCKET = /^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/;

/**
 * Reads `s3://bucket/prefix`. Everything behind the bucket is taken as it is: S3 knows no escapes.
 *
 * @param source who says so, for people
 * @throws UsageError
 */
export function parseS3Url(text: string, source = "--artifacts"): S3Address {
  const refuse = (found: string) =>
    new UsageError(
      `Cannot read ${source}: ${found}, expected s3://BUCKET or s3://BUCKET/PREFIX`,
      "taxi serve --artifacts s3://my-bucket/taxi",
    );
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (scheme === undefined) throw refuse("found no URL");
  if (scheme.toLowerCase() !== "s3") throw refuse(`found "${scheme}://"`);
  const [bucket, ...folders] = rest.replace(/\/+$/, "").split("/");
  if (!BUCKET.test(bucket)) throw refuse(`found bucket "${bucket}"`);
  if (folders.some((folder) => folder === "" || folder === "." || folder === "..")) {
    throw refuse(`found prefix "${folders.join("/")}"`);
  }
  return { bucket, prefix: folders.map((folder) => `${folder}/`).join("") };
}

/** The address as {@linkcode parseS3Url} reads it. */
export function s3Url({ bucket, prefix }: S3Address): string {
  return `s3://${bucket}${prefix === "" ? "" : `/${prefix.slice(0, -1)}`}`;
}
