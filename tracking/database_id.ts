import { join } from "node:path";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { withFileLock } from "../lib/file_lock.ts";
import { statFile } from "../lib/stat_file.ts";

/** Tells the `tracking.db` of a home from those of all other homes. It is in `tracking.id`, made when it is first asked for. */
export async function databaseId(home: string): Promise<string> {
  const path = join(home, "tracking.id");
  return await withFileLock(join(home, "locks", "tracking-id.lock"), async () => {
    if (!await statFile(path)) await writeFileAtomically(path, `${crypto.randomUUID()}\n`);
    return (await Deno.readTextFile(path)).trim();
  });
}
