import { join } from "node:path";
import { statFile } from "../lib/stat_file.ts";
import type { ListedBlob } from "./blob_store.ts";

const ASIDE = ".aside";

/**
 * {@linkcode BlobStore.discard} for the file at `path`. It is set aside first, under its name with `.aside` behind: a touch of it
 * either came before, and shows in its time, or finds it gone.
 */
export async function discardFile(
  path: string,
  before: number,
  isUnused: () => Promise<boolean>,
): Promise<boolean> {
  const aside = path + ASIDE;
  await Deno.rename(path, aside).catch(ignoreNotFound); // it may be aside already, from a process that was killed
  const found = await statFile(aside);
  if (found === undefined) return false;
  let gone = false;
  try {
    gone = found.mtime!.getTime() < before && await isUnused();
  } finally {
    if (!gone) await putBack(path);
  }
  return gone && await removeFile(aside);
}

/** @returns false when it is not there: whoever looked for the bytes meanwhile has put it back */
async function removeFile(path: string): Promise<boolean> {
  return await Deno.remove(path).then(() => true, ignoreNotFound) ?? false;
}

/**
 * Puts a file back that was set aside, if it was. With a new time, for it may take the place of the same bytes, just put.
 */
export async function putBack(path: string): Promise<void> {
  await touchFile(path + ASIDE);
  await Deno.rename(path + ASIDE, path).catch(ignoreNotFound);
}

/** Gives a file the time it is now. @returns false when it is not there, or is another user's and keeps its time */
export async function touchFile(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await Deno.utime(path, now, now);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/** {@linkcode BlobStore.list} for the folder, files that are set aside among them. */
export async function* listBlobFiles(folder: string): AsyncGenerator<ListedBlob> {
  for await (const { name, isDirectory } of readFolder(folder)) {
    if (!isDirectory) continue;
    for await (const file of readFolder(join(folder, name))) {
      const sha256 = /^([0-9a-f]{64})(\.aside)?$/.exec(file.name)?.[1];
      const found = sha256 && await statFile(join(folder, name, file.name));
      if (found) yield { sha256, size: found.size, modifiedAt: found.mtime!.getTime() };
    }
  }
}

async function* readFolder(folder: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(folder);
  } catch (error) {
    ignoreNotFound(error);
  }
}

/** Throws every error but that of a file or folder that is not there. */
export function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
