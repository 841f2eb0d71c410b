import { createReadStream, createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { writeAtomically, writeFileAtomically } from "../../lib/atomic_file.ts";
import type { PackedFile } from "../../lib/build_info.ts";
import { cacheFolders } from "../../lib/cache_folder.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { statFile } from "../../lib/stat_file.ts";
import { fetchPackage, lockedPackage } from "./npm_package.ts";
import type { Target } from "./target.ts";

/** Polars' native add-on for one platform, compressed. */
export interface PackedAddon {
  /** What the program has to know of it. */
  readonly info: PackedFile;
  /** The compressed file. */
  readonly path: string;
}

/** 115 MB become 22 MB; the levels above take twice the time for one percent. */
const LEVEL = 19;

/**
 * Compresses the add-on of a platform. That takes a minute, so the result is kept in the user's cache folder under the
 * version of its package.
 *
 * @param starting is called before the slow part
 * @throws TaxiError when the add-on cannot be had
 */
export async function packAddon(target: Target, starting: () => void): Promise<PackedAddon> {
  const { version } = await lockedPackage(target.addonPackage);
  const path = join(cacheFolders()[0], "compile", `${target.addonPackage}-${version}.zst`);
  const described = `${path}.json`; // written last: where it is, the other one is whole
  if (!await statFile(described)) {
    starting();
    const info = await withAddon(target, (addon) => pack(addon, path));
    await writeFileAtomically(described, JSON.stringify(info));
  }
  return { info: JSON.parse(await Deno.readTextFile(described)), path };
}

async function pack(addon: string, path: string): Promise<PackedFile> {
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL };
  await writeAtomically(
    path,
    (temporary) =>
      pipeline(createReadStream(addon), createZstdCompress({ params }), createWriteStream(temporary)),
  );
  const [{ size: bytes }, { size: packedBytes }] = await Promise.all([Deno.stat(addon), Deno.stat(path)]);
  return { name: basename(path), sha256: await sha256OfFile(addon), bytes, packedBytes };
}

/** Calls `work` with the path of the add-on: this machine's own is in Deno's npm cache, any other is fetched. */
async function withAddon<T>(
  { triple, addonPackage }: Target,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (triple === Deno.build.target) {
    return await work(createRequire(import.meta.resolve("nodejs-polars")).resolve(addonPackage));
  }
  const folder = await Deno.makeTempDir({ prefix: "taxi-addon-" });
  try {
    const unpacked = await fetchPackage(addonPackage, folder);
    const { main } = JSON.parse(await Deno.readTextFile(join(unpacked, "package.json")));
    return await work(join(unpacked, main));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
