import { basename, dirname, join } from "node:path";
import process from "node:process";
import { systemFault } from "./system_fault.ts";

const TEMPORARY = /^\..*\.(\d+)\.[0-9a-f]{8}\.tmp(\.arrow)?$/;

/**
 * Lets `write` make the file under a temporary name beside `path`, flushes it to disk and renames it into place:
 * a reader sees the old file or the whole new one, whatever is killed in between.
 * Leftovers of processes that died while writing into the same folder are removed first.
 *
 * @param write receives the temporary path; when it throws, nothing remains
 * @param workFolder where the temporary file is made, on the same file system; the folder of `path` unless told
 * @throws TaxiError when the operating system refuses: the disk is full, a folder is in the way
 */
export async function writeAtomically<T>(
  path: string,
  write: (temporary: string) => Promise<T> | T,
  workFolder: string = dirname(path),
): Promise<T> {
  try {
    for (const folder of new Set([workFolder, dirname(path)])) await Deno.mkdir(folder, { recursive: true });
    await removeLeftovers(workFolder);
    return await writeAndRename(path, temporaryName(workFolder, path), write);
  } catch (error) {
    throw systemFault(error, `Cannot write "${path}"`) ?? error;
  }
}

/**
 * {@linkcode writeAtomically} for a file whose name follows from its content.
 *
 * @param write receives the temporary path and gives the final one, or undefined when the file is not wanted after all
 */
export async function writeThenName(
  workFolder: string,
  write: (temporary: string) => Promise<string | undefined>,
): Promise<void> {
  try {
    await Deno.mkdir(workFolder, { recursive: true });
    await removeLeftovers(workFolder);
    await writeAndName(temporaryName(workFolder, "content"), write);
  } catch (error) {
    throw systemFault(error, `Cannot write to "${workFolder}"`) ?? error;
  }
}

async function writeAndName(
  temporary: string,
  write: (temporary: string) => Promise<string | undefined>,
): Promise<void> {
  try {
    const path = await write(temporary);
    if (path === undefined) return await Deno.remove(temporary);
    using file = await Deno.open(temporary, { read: true });
    await file.sync();
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await Deno.remove(temporary).catch(ignoreNotFound);
    throw error;
  }
}

async function writeAndRename<T>(
  path: string,
  temporary: string,
  write: (temporary: string) => Promise<T> | T,
): Promise<T> {
  try {
    const result = await write(temporary);
    using file = await Deno.open(temporary, { read: true });
    await file.sync();
    await Deno.rename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await Deno.remove(temporary).catch(ignoreNotFound);
    throw error;
  }
}

/** {@linkcode writeAtomically} for content at hand. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await writeAtomically(path, (temporary) => Deno.writeFile(temporary, bytes));
}

function temporaryName(folder: string, path: string): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
  return join(folder, `.${basename(path)}.${Deno.pid}.${random}.tmp`);
}

/**
 * Calls `work` with an empty folder, which is gone afterwards. Leftovers of processes that died at such work in the same place
 * are removed first.
 *
 * @param parent in which folder it is made, such as the one where the result will be
 */
export async function withWorkFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  await Deno.mkdir(parent, { recursive: true });
  await removeLeftovers(parent);
  const folder = temporaryName(parent, "work");
  await Deno.mkdir(folder, { mode: 0o700 });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Removes temporary files in `folder` whose writer is no longer alive. */
export async function removeLeftovers(folder: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const owner = TEMPORARY.exec(entry.name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      await Deno.remove(join(folder, entry.name), { recursive: true }).catch(ignoreNotFound);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, under another user
  }
}

/** A rename is durable only once its folder is flushed; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using handle = await Deno.open(folder, { read: true });
  await handle.sync();
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
