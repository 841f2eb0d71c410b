import { join } from "node:path";
import { withFileLock } from "../lib/file_lock.ts";

/** Does `work` while no other command removes, backs up or restores what is in the home: the second one waits. */
export function withMaintenance<T>(home: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(home, "locks", "maintenance.lock"), work);
}
