import { createReadStream, createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { constants, createZstdCompress } from "node:zlib";
import { writeAtomically } from "../lib/atomic_file.ts";
import type { PackedFile } from "../lib/build_info.ts";
import { cacheFolders } from "../lib/cache_folder.ts";
import { TaxiError } from "../lib/errors.ts";
import { sha256OfFile } from "../lib/hash.ts";
import { statFile } from "../lib/stat_file.ts";

/** Polars' native add-on for one platform, packed for embedding. */
export interface PolarsAddon extends PackedFile {
  /** The npm package that holds it, such as `nodejs-polars-linux-x64-gnu`. */
  readonly package: string;
  /** The compressed file. */
  readonly path: string;
}

const BINDINGS: Readonly<Record<string, string>> = {
  "linux-x86_64": "linux-x64-gnu",
  "linux-aarch64": "linux-arm64-gnu",
  "darwin-x86_64": "darwin-x64",
  "darwin-aarch64": "darwin-arm64",
  "windows-x86_64": "win32-x64-msvc",
};

/** 115 MB become 22 MB; the levels above take twice the time for one percent. */
const LEVEL = 19;

/**
 * Finds this platform's add-on in Deno's npm cache and compresses it. That takes a minute, so the result is kept in
 * the user's cache folder under the add-on's SHA-256.
 *
 * @param starting is called before the slow part
 * @throws TaxiError when nodejs-polars has no add-on for this platform
 */
export async function packAddon(starting: () => void): Promise<PolarsAddon> {
  const platform = `${Deno.build.os}-${Deno.build.arch}`;
  const binding = BINDINGS[platform];
  if (binding === undefined) {
    throw new TaxiError(
      `Cannot compile on ${platform}: nodejs-polars has add-ons for ${Object.keys(BINDINGS).join(", ")}`,
      { code: "platform" },
    );
  }
  const name = `nodejs-polars-${binding}`;
  const addon = createRequire(import.meta.resolve("nodejs-polars")).resolve(name);
  const sha256 = await sha256OfFile(addon);
  const path = join(cacheFolders()[0], "compile", `polars-${sha256}.zst`);
  if (!await statFile(path)) {
    starting();
    await writeAtomically(path, (temporary) => compress(addon, temporary));
  }
  return { package: name, path, name: basename(path), sha256, bytes: (await Deno.stat(addon)).size };
}

/** The folder of the npm package `nodejs-polars` in Deno's cache. */
export function polarsPackageFolder(): string {
  return fileURLToPath(new URL("..", import.meta.resolve("nodejs-polars"))); // its main file is bin/index.js
}

function compress(from: string, to: string): Promise<void> {
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL };
  return pipeline(createReadStream(from), createZstdCompress({ params }), createWriteStream(to));
}
