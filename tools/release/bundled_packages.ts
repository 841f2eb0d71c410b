import { join } from "node:path";
import { runCommand } from "../run_command.ts";
import type { Target } from "./target.ts";

/** An npm package that the executable holds, whole or in part. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json; undefined where that says none. */
  readonly license: string | undefined;
  /** The texts of its licence and notice files; empty where it ships none. */
  readonly notices: string;
  /** Keys of {@linkcode bundledPackages} of what it depends on. */
  readonly dependencies: readonly string[];
}

/** What `deno info --json` says of the module graph. */
interface ModuleGraph {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<Record<string, NpmPackage>>;
}

interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
}

/** Declarations of types, and a script that npm would run at installation. */
const NOT_BUNDLED = /^@types\/|^@scarf\//;

/** The package of a native add-on names no licence of its own; `nodejs-polars`, whose build it is, is under MIT. */
const ADDON_LICENSE = { license: "MIT", notices: "" } as const;

/**
 * The npm packages that the program's modules reach, by `name@version`, in order. Declarations of types are left out, and
 * native add-ons of other platforms.
 *
 * @param entry the program's main module
 */
export async function bundledPackages(
  entry: string,
  { addonPackage }: Target,
): Promise<Map<string, BundledPackage>> {
  const { modules, npmPackages }: ModuleGraph = JSON.parse(await deno("info", "--json", entry));
  const { npmCache }: { npmCache: string } = JSON.parse(await deno("info", "--json"));
  const isBundled = ({ name }: NpmPackage) =>
    !NOT_BUNDLED.test(name) && (!name.startsWith("nodejs-polars-") || name === addonPackage);
  const reached = new Set<string>();
  const reach = (key: string) => {
    if (reached.has(key) || !isBundled(npmPackages[key])) return;
    reached.add(key);
    npmPackages[key].dependencies.forEach(reach);
  };
  for (const { npmPackage } of modules) if (npmPackage !== undefined) reach(npmPackage);

  const nameOf = (key: string) => `${npmPackages[key].name}@${npmPackages[key].version}`;
  const keys = [...reached].sort();
  return new Map(
    await Promise.all(keys.map(async (key) => {
      const { name, version, dependencies } = npmPackages[key];
      const folder = join(npmCache, "registry.npmjs.org", name, version);
      const bundled: BundledPackage = {
        name,
        version,
        ...(name === addonPackage ? ADDON_LICENSE : await licenseOf(folder)),
        dependencies: [...new Set(dependencies.filter((key) => reached.has(key)).map(nameOf))],
      };
      return [nameOf(key), bundled] as const;
    })),
  );
}

async function licenseOf(folder: string): Promise<Pick<BundledPackage, "license" | "notices">> {
  const { license } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  const texts = await Array.fromAsync(noticeFiles(folder), (path) => Deno.readTextFile(path));
  return { license: license?.type ?? license, notices: texts.map((text) => text.trim()).join("\n\n") };
}

/** Licence and notice files, and those in a folder of such a name. */
async function* noticeFiles(folder: string): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (!/^(licen[cs]e|copying|notice)/i.test(name)) continue;
    if (isDirectory) yield* noticeFiles(join(folder, name));
    else yield join(folder, name);
  }
}

function deno(...args: readonly string[]): Promise<string> {
  return runCommand(Deno.execPath(), args);
}
