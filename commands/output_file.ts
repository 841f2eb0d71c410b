import { UsageError } from "../lib/errors.ts";

/**
 * Refuses a path for `--output` that a file cannot have, before the work whose result it is for. Missing folders are made later.
 *
 * @throws UsageError when a folder is there
 */
export async function assertOutputFile(path: string): Promise<void> {
  if (path.endsWith("/") || await isFolder(path)) {
    throw new UsageError(`Cannot write "${path}": it is a folder, expected a file`);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
