import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { writeAtomically } from "../../lib/atomic_file.ts";
import { embeddedFile, type FileRange, type PackedFile, readBuildInfo } from "../../lib/build_info.ts";
import { cacheFolders } from "../../lib/cache_folder.ts";
import { TaxiError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";

/**
 * Under this symbol the loaded add-on waits on `globalThis` for the package that stands in for the real one in the
 * compiled program (`tools/release/compile_folder.ts` writes it).
 */
export const LOADED_ADDON = "taxi.polars_addon";

const DAMAGED = "addon_damaged";

/** An add-on to unpack: where its compressed bytes are, and what must come out of them. */
export interface PackedAddon extends Pick<PackedFile, "sha256" | "bytes"> {
  /** The Zstandard frame. */
  readonly packed: FileRange;
}

/**
 * Makes the embedded engine's native add-on loadable. In a checkout the package brings it, so nothing is to be done.
 * The compiled program carries it compressed; it is unpacked into the cache folder once, on first need.
 *
 * @throws TaxiError when no folder takes it
 */
export async function preparePolarsAddon(): Promise<void> {
  const build = readBuildInfo();
  if (build === undefined) return;
  const addon = { ...build.addon, packed: await embeddedFile(build.addon) };
  Reflect.set(globalThis, Symbol.for(LOADED_ADDON), await loadAddon(addon, cacheFolders(), openLibrary));
}

/**
 * Loads the add-on from the first of `folders` that holds it or takes it, and from which the system loads libraries.
 *
 * @param open loads a native library from a path
 * @throws TaxiError when no folder does, or the embedded file is damaged
 */
export async function loadAddon<T>(
  addon: PackedAddon,
  folders: readonly string[],
  open: (path: string) => T,
): Promise<T> {
  const refusals: string[] = [];
  for (const folder of folders) {
    try {
      return await loadFrom(folder, addon, open);
    } catch (error) {
      if (error instanceof TaxiError && error.code === DAMAGED) throw error; // no other folder would help
      refusals.push(`"${folder}" (${(error as Error).message})`);
    }
  }
  throw new TaxiError(
    `Cannot unpack the Polars add-on into ${
      refusals.join(" or ")
    }: expected a folder that takes ${addon.bytes} bytes and is not mounted noexec, set TAXI_CACHE to one`,
    { code: "addon_cache" },
  );
}

async function loadFrom<T>(folder: string, addon: PackedAddon, open: (path: string) => T): Promise<T> {
  const path = join(folder, `polars-${addon.sha256}.node`);
  if (await isUsable(path, addon)) {
    try {
      return open(path);
    } catch {
      // Of the right size and yet not loadable: damaged, or the folder is noexec. A fresh copy tells which.
    }
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseForeign(folder);
  await writeAtomically(path, (temporary) => unpack(addon, temporary));
  try {
    return open(path);
  } catch (error) {
    await Deno.remove(path); // useless here, and over 100 MB
    throw error;
  }
}

/** Whether a whole copy lies there that nobody else can have written. Reading it all to hash it would cost each start. */
async function isUsable(path: string, addon: PackedAddon): Promise<boolean> {
  const file = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return;
    throw error;
  });
  if (file === undefined || file.size !== addon.bytes) return false;
  await refuseForeign(path);
  await refuseForeign(join(path, ".."));
  return true;
}

/** Loading a library runs it, so that it must not come from where another user could have put it. */
async function refuseForeign(path: string): Promise<void> {
  const { uid, mode } = await Deno.stat(path);
  if (uid === null || mode === null) return; // Windows: the profile's folders are the user's own
  if (uid !== Deno.uid() && uid !== 0) throw new Error(`${path} belongs to another user`);
  if (mode & 0o002) throw new Error(`${path} is writable by every user`);
}

async function unpack({ packed, sha256 }: PackedAddon, path: string): Promise<void> {
  await pipeline(
    createReadStream(packed.path, { start: packed.start, end: packed.end }),
    createZstdDecompress(),
    createWriteStream(path, { mode: 0o644 }),
  );
  const found = await sha256OfFile(path);
  if (found !== sha256) {
    throw new TaxiError(
      `The Polars add-on in this program is damaged: SHA-256 is ${found}, expected ${sha256}; install taxi again`,
      { code: DAMAGED },
    );
  }
}

function openLibrary(path: string): unknown {
  const loaded = { exports: {} };
  process.dlopen(loaded as NodeJS.Module, path);
  return loaded.exports;
}
