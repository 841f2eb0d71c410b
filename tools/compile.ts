// Makes the `taxi` executable for this platform: ./denow task compile [--output dist/taxi]
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeAtomically } from "../lib/atomic_file.ts";
import { BUILD_INFO_FILE, type BuildInfo } from "../lib/build_info.ts";
import { TaxiError } from "../lib/errors.ts";
import settings from "../deno.json" with { type: "json" };
import { makeCompileFolder } from "./compile_folder.ts";
import { packAddon } from "./pack_addon.ts";
import { runCommand } from "./run_command.ts";
import { runTool, say, warn } from "./run_tool.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where the executable goes unless told. */
const OUTPUT = Deno.build.os === "windows" ? "dist/taxi.exe" : "dist/taxi";

/**
 * Compiles `entry` (a `main.ts`) into one executable at `output`, which is replaced only by a whole one.
 *
 * @param tell receives a line on what is being done, where it takes long
 * @throws TaxiError when a step fails
 */
export async function compile(
  entry: string,
  output: string,
  tell: (line: string) => void,
): Promise<BuildInfo> {
  const addon = await packAddon(() => tell("Compressing the Polars add-on, a minute, once ..."));
  const { name, sha256, bytes } = addon;
  const build = { version: settings.version, commit: await describeCommit(), addon: { name, sha256, bytes } };
  const folder = await Deno.makeTempDir({ prefix: "taxi-compile-" });
  try {
    const [program, executable] = [join(folder, "program"), join(folder, "taxi")];
    await makeCompileFolder(program, entry, build, addon);
    await compileFolder(program, [addon.name, BUILD_INFO_FILE], executable);
    await writeAtomically(output, (temporary) => Deno.copyFile(executable, temporary));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return build;
}

/** Without the code cache, which would save `serve` 20 ms, but is read from a file in the temporary folder of all users. */
async function compileFolder(folder: string, embedded: readonly string[], output: string): Promise<void> {
  const options = ["--allow-all", "--no-check", "--no-lock", "--no-code-cache", "--quiet"];
  const include = embedded.flatMap((name) => ["--include", name]);
  const args = ["compile", ...options, ...include, "--output", output, "main.js"];
  try {
    await runCommand(Deno.execPath(), args, { cwd: folder });
  } catch (error) {
    if (!(error instanceof TaxiError) || !error.message.includes("dl.deno.land")) throw error;
    throw new TaxiError(
      `Cannot download Deno's compile runtime ${Deno.version.deno} from dl.deno.land: ` +
        `set DENORT_BIN to the path of a "denort" executable of that version`,
      { code: "denort", cause: error },
    );
  }
}

/** The commit in short; `-dirty` when files differ from it; `unknown` outside a git checkout. */
async function describeCommit(): Promise<string> {
  try {
    return await runCommand("git", ["describe", "--always", "--dirty", "--exclude=*"], { cwd: ROOT });
  } catch (error) {
    if (error instanceof TaxiError) return "unknown"; // sources without git
    throw error;
  }
}

if (import.meta.main) {
  await runTool(async () => {
    const { values } = parseArgs({ options: { output: { type: "string", default: OUTPUT } } });
    const output = resolve(values.output);
    const build = await compile(join(ROOT, "main.ts"), output, warn);
    const megabytes = (await Deno.stat(output)).size / 1e6;
    say(`${output}: taxi ${build.version} (${build.commit}), ${megabytes.toFixed(0)} MB`);
  });
}
