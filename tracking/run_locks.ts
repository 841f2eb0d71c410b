import { join } from "node:path";

const LOCK_FILE = /^run-(.+)\.lock$/;

/**
 * Proof of life of the runs of processes on one home: while a process has a run, it holds an exclusive lock on
 * `locks/run-<id>.lock`. The operating system lets go of it when the process dies, however it dies. Unlike a process
 * number, a lock cannot be inherited by a stranger, and it works between containers that share the folder.
 *
 * Lock files are made and taken over only inside a write transaction of the home's database, so that nobody removes a
 * file that another process has made but not locked yet. A run's own process removes its file once the end is committed.
 */
export interface RunLocks {
  /** Takes the run's lock. False when a living process, this one included, holds it. */
  take(runId: string): boolean;
  /** Lets go of the run's lock and removes its file; does nothing when this process does not hold it. */
  release(runId: string): void;
  /** Runs that have a lock file, held or left behind. */
  list(): string[];
  /** Lets go of every lock and leaves the files: those runs now count as dead. */
  abandon(): void;
}

/** The run locks in `folder`, which is made when the first lock is taken. */
export function openRunLocks(folder: string): RunLocks {
  const held = new Map<string, Deno.FsFile>();
  const pathOf = (runId: string) => join(folder, `run-${runId}.lock`);
  return {
    take(runId) {
      if (held.has(runId)) return false;
      Deno.mkdirSync(folder, { recursive: true });
      const file = Deno.openSync(pathOf(runId), { create: true, read: true, write: true });
      if (!file.tryLockSync(true)) {
        file.close();
        return false;
      }
      held.set(runId, file);
      return true;
    },
    release(runId) {
      const file = held.get(runId);
      if (!file) return;
      held.delete(runId);
      file.close();
      removeLockFile(pathOf(runId));
    },
    list: () => listLocks(folder),
    abandon() {
      for (const file of held.values()) file.close();
      held.clear();
    },
  };
}

function listLocks(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name }) => LOCK_FILE.exec(name)?.[1] ?? []);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Another process may have swept the file as soon as it was unlocked. */
function removeLockFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
