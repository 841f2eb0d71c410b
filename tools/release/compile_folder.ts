import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILD_INFO_FILE, type BuildInfo } from "../../lib/build_info.ts";
import { LOADED_ADDON } from "../../pipeline/engines/polars_addon.ts";
import { runCommand } from "../run_command.ts";

/** Modules that run in threads of their own, and what they are called in the compiled program. */
export const WORKERS: Readonly<Record<string, string>> = { "tracking/writer_worker.ts": "writer_worker.js" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Fills `folder` with exactly what the compiled program embeds, for `deno compile` embeds all of node_modules:
 *
 * - `main.js` and its chunks: the program and its packages, bundled, a chunk for each lazy import;
 * - {@linkcode WORKERS}, each bundled whole, beside the chunk that starts it;
 * - `node_modules/nodejs-polars`: unbundled, because its loader looks for the add-on as a package;
 * - a stand-in for that package, which gives the add-on that `preparePolarsAddon` has unpacked and loaded;
 * - the {@linkcode BuildInfo}.
 *
 * @param entry the program's main module, named `main.ts`
 * @param addonPackage the npm package to stand in for
 */
export async function makeCompileFolder(
  folder: string,
  entry: string,
  build: BuildInfo,
  addonPackage: string,
): Promise<void> {
  await bundle(entry, ["--code-splitting", "--outdir", folder]);
  for (const [source, name] of Object.entries(WORKERS)) {
    await bundle(join(ROOT, source), ["--output", join(folder, name)]);
  }
  await Deno.writeTextFile(join(folder, BUILD_INFO_FILE), JSON.stringify(build));
  await copyPolars(join(folder, "node_modules", "nodejs-polars"));
  await writeStandIn(join(folder, "node_modules", addonPackage), addonPackage);
  await writeJson(join(folder, "package.json"), {
    type: "module",
    dependencies: { "nodejs-polars": "*", [addonPackage]: "*" },
  });
  await writeJson(join(folder, "deno.json"), { nodeModulesDir: "manual" });
}

/** `--conditions module` gives each package as ES modules; the bundler miswires tslib's CommonJS form. */
async function bundle(entry: string, output: readonly string[]): Promise<void> {
  const options = ["--platform", "deno", "--conditions", "module", "--no-check", "--quiet"];
  await runCommand(Deno.execPath(), ["bundle", ...options, "--external", "nodejs-polars", ...output, entry]);
}

async function copyPolars(target: string): Promise<void> {
  const source = fileURLToPath(new URL("..", import.meta.resolve("nodejs-polars"))); // its main file is bin/index.js
  for (const file of ["package.json", ...scripts(source, "bin")]) {
    await Deno.mkdir(dirname(join(target, file)), { recursive: true });
    await Deno.copyFile(join(source, file), join(target, file));
  }
}

function* scripts(root: string, folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(root, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* scripts(root, path);
    else if (path.endsWith(".js")) yield path;
  }
}

async function writeStandIn(folder: string, name: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await writeJson(join(folder, "package.json"), { name, version: "0.0.0", main: "index.js" });
  await Deno.writeTextFile(
    join(folder, "index.js"),
    `module.exports = globalThis[Symbol.for(${JSON.stringify(LOADED_ADDON)})];\n`,
  );
}

function writeJson(path: string, value: unknown): Promise<void> {
  return Deno.writeTextFile(path, JSON.stringify(value));
}
