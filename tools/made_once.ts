import { dirname } from "node:path";
import { statFile } from "../lib/stat_file.ts";

/**
 * A file or folder that is made on first need and kept. It is made in a temporary folder beside its place and renamed, so
 * that two first runs at once do no harm and a broken one leaves nothing.
 *
 * @param make receives the temporary folder, and gives the path within it of what it made
 * @returns `path`
 */
export async function madeOnce(path: string, make: (work: string) => Promise<string>): Promise<string> {
  if (await statFile(path)) return path;
  await Deno.mkdir(dirname(path), { recursive: true });
  const work = await Deno.makeTempDir({ dir: dirname(path), prefix: "unfinished-" });
  try {
    await Deno.rename(await make(work), path);
  } catch (error) {
    if (!await statFile(path)) throw error; // else another run was first: a folder that holds anything is not renamed over
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return path;
}
