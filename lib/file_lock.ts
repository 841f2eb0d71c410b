import { dirname } from "node:path";
import { systemFault } from "./system_fault.ts";

/**
 * Does `work` while no other process that asks for the same lock does: the second one waits. The operating system lets go of
 * the lock when its holder dies, however it dies.
 *
 * @param path the lock file, empty; it is made on first need and stays, for removing it would hand out the lock twice
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  using file = await openLock(path);
  await file.lock(true);
  return await work();
}

async function openLock(path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    return await Deno.open(path, { create: true, read: true, write: true });
  } catch (error) {
    throw systemFault(error, `Cannot lock "${path}"`) ?? error;
  }
}
