import { join } from "node:path";
import { writeFileAtomically } from "../../lib/atomic_file.ts";
import { sha256 } from "../../lib/hash.ts";

/** Model files that were fetched, by their hash. */
export interface ModelCache {
  /** The bytes with this hash; undefined when they are not there, or no longer what they were. */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** Keeps bytes, best for the next time; a cache that cannot be written is none. */
  write(hash: string, bytes: Uint8Array): Promise<void>;
}

/** More than anybody serves at once. */
const MOST_FILES = 16;

/** Model files in the first of these folders that can be written; the files that were not written for the longest time go. */
export function modelCache(folders: readonly string[]): ModelCache {
  const inFolder = (folder: string) => join(folder, "models");
  return {
    async read(hash) {
      for (const folder of folders) {
        const bytes = await Deno.readFile(join(inFolder(folder), `${hash}.taxi`)).catch(() => undefined);
        if (bytes !== undefined && sha256(bytes) === hash) return bytes;
      }
    },
    async write(hash, bytes) {
      for (const folder of folders) {
        try {
          await writeFileAtomically(join(inFolder(folder), `${hash}.taxi`), bytes);
          return await removeOldest(inFolder(folder));
        } catch {
          continue; // a home that is read-only, a disk that is full: the next folder, or none
        }
      }
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const files: { readonly path: string; readonly time: number }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^[0-9a-f]{64}\.taxi$/.test(name)) continue;
    const path = join(folder, name);
    files.push({ path, time: (await Deno.stat(path)).mtime?.getTime() ?? 0 });
  }
  const old = files.sort((a, b) => b.time - a.time).slice(MOST_FILES);
  for (const { path } of old) await Deno.remove(path);
}
