import { dirname } from "node:path";
import { sleep } from "./sleep.ts";
import { statFile } from "./stat_file.ts";
import { systemFault } from "./system_fault.ts";

const RETRY_MILLISECONDS = 20;

/**
 * Does `work` while no other process that asks for the same lock does: the second one waits. The operating system lets go of
 * the lock when its holder dies, however it dies.
 *
 * @param path the lock file, empty and there only while somebody holds or awaits the lock
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  using file = await takeLock(path);
  try {
    return await work();
  } finally {
    await removeLockFile(path, file);
  }
}

/**
 * Tries again and again: a call that waits would hold one of the few threads that all file access shares. A lock on a file that
 * its holder has removed meanwhile is none, for no newcomer would see it.
 */
async function takeLock(path: string): Promise<Deno.FsFile> {
  while (true) {
    const file = await openLockFile(path);
    if (await file.tryLock(true) && await isAt(path, file)) return file;
    file.close();
    await sleep(RETRY_MILLISECONDS);
  }
}

async function openLockFile(path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.open(path, { create: true, read: true, write: true });
  } catch (error) {
    throw systemFault(error, `Cannot lock "${path}"`) ?? error;
  }
}

async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const found = await statFile(path);
  return found !== undefined && found.ino === (await file.stat()).ino;
}

/** Windows lets nobody remove a file that is open, so that there it stays, empty. */
async function removeLockFile(path: string, file: Deno.FsFile): Promise<void> {
  if (Deno.build.os !== "windows" && await isAt(path, file)) await Deno.remove(path);
}
