import { join } from "node:path";

/**
 * Removes what processes were writing into a coverage folder when they were killed, as some tests kill theirs: `deno coverage`
 * fails for one file that is not whole.
 *
 * @returns how many files were removed
 */
export async function removeTornCoverage(folder: string): Promise<number> {
  let removed = 0;
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isFile || isWhole(await Deno.readTextFile(path))) continue;
    await Deno.remove(path);
    removed++;
  }
  return removed;
}

function isWhole(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
