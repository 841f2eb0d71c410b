import { basename, join } from "node:path";
import { cacheFolders } from "../lib/cache_folder.ts";
import { TaxiError } from "../lib/errors.ts";
import { madeOnce } from "./made_once.ts";

/**
 * A program of the Go module proxy, built on first need and kept in the user's cache folder under its version.
 *
 * @param module path of the program's package with its version, such as `github.com/rhysd/actionlint/cmd/actionlint@v1.7.12`
 * @param progress hears what is being built, when something is
 * @returns the path of the executable
 * @throws TaxiError when Go is missing or the build fails
 */
export async function goProgram(
  module: string,
  progress: (line: string) => void = () => {},
): Promise<string> {
  const [path, version] = module.split("@");
  const name = basename(path.replace(/\/v\d+$/, ""));
  return await madeOnce(join(cacheFolders()[0], "go", `${name}-${version}`, name), async (work) => {
    progress(`building ${module} (once)`);
    await install(module, work);
    return join(work, name);
  });
}

async function install(module: string, folder: string): Promise<void> {
  const command = new Deno.Command("go", {
    args: ["install", module],
    env: { GOBIN: folder, GOFLAGS: "-trimpath" },
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await finish(command);
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" | ");
  throw new TaxiError(`Cannot build "${module}": ${said}`, { code: "go_program" });
}

async function finish(command: Deno.Command): Promise<Deno.CommandOutput> {
  try {
    return await command.output();
  } catch (cause) {
    throw new TaxiError(`Cannot run "go": ${(cause as Error).message}`, { code: "go_program", cause });
  }
}
