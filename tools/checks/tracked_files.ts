import { join } from "node:path";
import { runCommand } from "../run_command.ts";

/**
 * Files that git tracks or would track, by their path from the root, in order; deleted files and links are left out.
 *
 * @param root absolute path of the checkout
 * @throws TaxiError where `root` is no git checkout, or git is missing
 */
export async function trackedFiles(root: string): Promise<string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = (await runCommand("git", list, { cwd: root })).split("\0").filter((path) => path !== "");
  const isFile = (path: string) =>
    Deno.lstat(join(root, path)).then((info) => info.isFile, (error) => {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    });
  const found = await Promise.all(paths.map(isFile));
  return paths.filter((_, index) => found[index]).sort();
}
