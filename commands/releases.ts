import { readBuildInfo } from "../lib/build_info.ts";
import { TaxiError, UsageError } from "../lib/errors.ts";

const TIMEOUT_MILLISECONDS = 10_000;

/** A version of Semantic Versioning, as it stands in the names of a release's archives. */
const ARCHIVE =
  /^[0-9a-f]{64}[ *]+taxi-(?<version>\d+\.\d+\.\d+(?:-[\w.]+)?)-x86_64-unknown-linux-gnu\.tar\.gz$/m;

/**
 * Where releases are: `TAXI_RELEASES`, for a mirror; else GitHub's page of the repository that `TAXI_REPOSITORY` names or
 * that made this executable. Below it lie `latest/download/FILE` and `download/vVERSION/FILE`, as on GitHub.
 *
 * @throws UsageError when nothing says where
 */
export function releasesUrl(environment: (name: string) => string | undefined = Deno.env.get): string {
  const told = environment("TAXI_RELEASES");
  if (told) return told.replace(/\/+$/, "");
  const repository = environment("TAXI_REPOSITORY") || readBuildInfo()?.repository;
  if (repository) return `https://github.com/${repository}/releases`;
  throw new UsageError(
    "Cannot tell where taxi is released: this build names no repository, expected TAXI_REPOSITORY=owner/name",
  );
}

/**
 * The version of the latest release, read off the list of checksums that each release carries.
 *
 * @throws TaxiError when that list cannot be read
 */
export async function latestRelease(releases: string): Promise<string> {
  const url = `${releases}/latest/download/SHA256SUMS`;
  const sums = await fetchText(url);
  const version = ARCHIVE.exec(sums)?.groups?.version;
  if (version !== undefined) return version;
  throw new TaxiError(
    `Cannot find a release of taxi in ${url}: it lists no archive for x86_64-unknown-linux-gnu`,
    {
      code: "releases",
    },
  );
}

async function fetchText(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    if (response.ok) return await response.text();
    await response.body?.cancel();
    throw new TaxiError(`Cannot read ${url}: the answer is ${response.status}, expected 200`, {
      code: "releases",
    });
  } catch (cause) {
    if (cause instanceof TaxiError) throw cause;
    throw new TaxiError(`Cannot read ${url}: ${(cause as Error).message}`, { code: "releases", cause });
  }
}
