import { UsageError } from "../lib/errors.ts";
import { statFile } from "../lib/stat_file.ts";

/**
 * Refuses a path for `--output` that a file cannot have, before the work whose result it is for. Missing folders are made later.
 *
 * @throws UsageError when a folder is there
 */
export async function assertOutputFile(path: string): Promise<void> {
  if (path.endsWith("/") || (await statFile(path))?.isDirectory) {
    throw new UsageError(`Cannot write "${path}": it is a folder, expected a file`);
  }
}
