import { basename, dirname, join } from "node:path";
import { cacheFolders } from "../lib/cache_folder.ts";
import { TaxiError } from "../lib/errors.ts";
import { statFile } from "../lib/stat_file.ts";
import { madeOnce } from "./made_once.ts";
import { runCommand } from "./run_command.ts";

/**
 * A program out of a Debian package that is not installed, so that no service of it starts and no root is needed: the
 * package is downloaded, the one file taken out and kept in the user's cache folder. It must do without the rest of its
 * package.
 *
 * @param name of the package, in the version that this machine's Debian offers
 * @param path of the program within the package, such as `usr/bin/promtool`
 * @param cache the folder that holds such programs; that of `cacheFolders` unless told
 * @returns the path of the executable
 * @throws TaxiError where apt-get or dpkg-deb is missing or cannot get the package
 */
export async function debianProgram(
  name: string,
  path: string,
  cache: string = cacheFolders()[0],
): Promise<string> {
  return await madeOnce(join(cache, "debian", name, basename(path)), async (work) => {
    await runCommand("apt-get", ["download", name], { cwd: work });
    const [archive] = Array.from(Deno.readDirSync(work), (entry) => entry.name);
    await runCommand("dpkg-deb", ["--extract", archive, "unpacked"], { cwd: work });
    const unpacked = join(work, "unpacked", path);
    if (await statFile(unpacked)) return unpacked;
    throw new TaxiError(
      `Cannot find "${path}" in the Debian package "${archive}": expected it in ${dirname(path)}`,
      { code: "tool" },
    );
  });
}
