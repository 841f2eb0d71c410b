import { join } from "node:path";
import { UsageError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { downloadSource } from "./download_source.ts";
import { folderSource } from "./folder_source.ts";
import { syntheticSource } from "./synthetic_source.ts";
import type { SourceOptions, TripSource } from "./trip_source.ts";

/** TLC's own publication. */
export const TLC_URL = "https://d37ci6vzurychx.cloudfront.net/trip-data";

/**
 * The source that `--source` names: `tlc`, `synthetic`, an http(s) URL under which the months lie, or a folder.
 *
 * @throws UsageError when it is none of these
 */
export function openSource(name: string, options: SourceOptions): TripSource {
  if (name === "synthetic") {
    return syntheticSource({ ...options, rawFolder: join(options.rawFolder, "synthetic") });
  }
  if (name === "tlc") return downloadSource(name, TLC_URL, join(options.rawFolder, "tlc"));
  if (/^https?:\/\//.test(name) && URL.canParse(name)) {
    return downloadSource(name, name, join(options.rawFolder, folderOf(name)));
  }
  if (/^\w+:\/\//.test(name)) {
    throw new UsageError(`Unknown source "${name}": expected tlc, synthetic, a folder or an http(s) URL`);
  }
  return folderSource(name);
}

/** Each URL has its own folder: months of the same name on one host must not pass for each other. */
function folderOf(url: string): string {
  return `${new URL(url).host.replaceAll(":", "_")}-${sha256(url.replace(/\/$/, "")).slice(0, 8)}`;
}
