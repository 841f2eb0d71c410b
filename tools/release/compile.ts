// Makes the `taxi` executable: ./denow task compile [--target TRIPLE] [--output dist/taxi] [--licenses FILE]
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeAtomically, writeFileAtomically } from "../../lib/atomic_file.ts";
import { BUILD_INFO_FILE, type BuildInfo } from "../../lib/build_info.ts";
import { elfImageEnd } from "../../lib/elf_image.ts";
import { TaxiError } from "../../lib/errors.ts";
import settings from "../../deno.json" with { type: "json" };
import { bundledPackages } from "./bundled_packages.ts";
import { makeCompileFolder, WORKERS } from "./compile_folder.ts";
import { packAddon } from "./pack_addon.ts";
import { ownRepository } from "./own_repository.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say, warn } from "../run_tool.ts";
import { setTimes } from "./set_times.ts";
import { findTarget, type Target } from "./target.ts";
import { thirdPartyNotices } from "./third_party_notices.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What to make. */
export interface CompileJob {
  /** The program's main module, named `main.ts`. */
  readonly entry: string;
  /** Where the executable goes; what is there is replaced only by a whole one. */
  readonly output: string;
  /** The platform it is for; this one unless told. */
  readonly target?: Target;
  /** `owner/name` on GitHub of the project that releases it. */
  readonly repository?: string;
  /** Receives a line on what is being done, where it takes long. */
  readonly tell?: (line: string) => void;
}

/**
 * Compiles the program into one executable.
 *
 * @throws TaxiError when a step fails
 */
export async function compile(
  { entry, output, target = findTarget(), repository, tell = () => {} }: CompileJob,
): Promise<BuildInfo> {
  const addon = await packAddon(target, () => tell(`Compressing ${target.addonPackage}, a minute, once ...`));
  const build: BuildInfo = {
    version: settings.version,
    commit: await describeCommit(),
    target: target.triple,
    repository: repository ?? null,
    addon: addon.info,
  };
  const folder = await Deno.makeTempDir({ prefix: "taxi-compile-" });
  try {
    const [program, executable] = [join(folder, "program"), join(folder, target.executable)];
    await makeCompileFolder(program, entry, build, target.addonPackage);
    const embedded = [BUILD_INFO_FILE, ...Object.values(WORKERS)];
    if (target.os === "linux") {
      await denoCompile(program, target, embedded, executable);
      await insertAfterImage(executable, addon.path);
    } else {
      await Deno.copyFile(addon.path, join(program, addon.info.name));
      await denoCompile(program, target, [...embedded, addon.info.name], executable);
    }
    await writeAtomically(output, (temporary) => Deno.copyFile(executable, temporary));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return build;
}

/**
 * How the executable's V8 collects garbage, chosen for `serve` under load; `bench/` has what it brings.
 *
 * - Objects are not made in the old generation because earlier ones like them lived long: as soon as V8 does that with
 *   the body of a request, each dead request keeps the next one alive until a full collection.
 * - Short collections need no helper threads, which take the processor from whoever asks.
 * - A small young generation, a full collection once the heap has grown by a fifth, and no reserve of free pages: 50 MB
 *   less for a few in a hundred of the requests per second.
 */
const V8_FLAGS = [
  "--no-allocation-site-pretenuring",
  "--no-parallel-scavenge",
  "--max-semi-space-size=4",
  "--heap-growing-percent=20",
  "--memory-saver-mode",
];

/**
 * Without the files' times, which Deno would embed, so that the same sources give the same executable, byte by byte. And
 * without the code cache, which would save `serve` 20 ms, but is read from a file in the temporary folder of
 * all users.
 */
async function denoCompile(
  folder: string,
  { triple }: Target,
  embedded: readonly string[],
  output: string,
): Promise<void> {
  const options = ["--allow-all", "--unstable-net", "--no-check", "--no-lock", "--no-code-cache", "--quiet"];
  const engine = `--v8-flags=${V8_FLAGS.join(",")}`;
  const include = embedded.flatMap((name) => ["--include", name]);
  const args = ["compile", ...options, engine, "--target", triple, ...include, "--output", output, "main.js"];
  await setTimes(folder, 0);
  try {
    await runCommand(Deno.execPath(), args, { cwd: folder });
  } catch (error) {
    if (!(error instanceof TaxiError) || !error.message.includes("dl.deno.land")) throw error;
    throw new TaxiError(
      `Cannot download Deno's compile runtime ${Deno.version.deno} for ${triple} from dl.deno.land: ` +
        `set DENORT_BIN to the path of a "denort" executable of that version`,
      { code: "denort", cause: error },
    );
  }
}

/** Puts a file between the runtime's image and what Deno has appended to it; `embeddedFile` reads it from there. */
async function insertAfterImage(executable: string, inserted: string): Promise<void> {
  const end = await elfImageEnd(executable);
  const whole = await Deno.readFile(executable);
  using file = await Deno.open(executable, { write: true, append: true });
  await file.truncate(end);
  for (const part of [await Deno.readFile(inserted), whole.subarray(end)]) await writeAll(file, part);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
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
    const text = { type: "string" } as const;
    const { values } = parseArgs({ options: { output: text, target: text, licenses: text } });
    const target = findTarget(values.target);
    const output = resolve(values.output ?? join("dist", target.executable));
    const entry = join(ROOT, "main.ts");
    const job = { entry, output, target, repository: ownRepository(), tell: warn };
    const build = await compile(job);
    if (values.licenses !== undefined) {
      const notices = thirdPartyNotices(await bundledPackages(entry, target));
      await writeFileAtomically(resolve(values.licenses), notices);
    }
    const megabytes = (await Deno.stat(output)).size / 1e6;
    say(`${output}: taxi ${build.version} (${build.commit}) for ${build.target}, ${megabytes.toFixed(0)} MB`);
  });
}
