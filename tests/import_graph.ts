import { fileURLToPath } from "node:url";

/** The part of `deno info --json` that tells a module's imports. */
interface ModuleInfo {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/** The repository's root, as a URL that ends with a slash. */
export const ROOT: URL = new URL("..", import.meta.url);

/**
 * Every module that running `entry` can load, statically or by `import()`, with one that imports it: files of this
 * repository as paths from its root, packages as `npm:/NAME@VERSION`. Imports of types alone load nothing and are not
 * followed.
 *
 * @param unfollowed files, as paths from the root, that are left out where they are imported by `import()`
 * @throws Error when a module of the graph is missing, or the graph cannot be told
 */
export async function importGraph(entry: string, unfollowed?: RegExp): Promise<Map<string, string>> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--quiet", entry],
    cwd: fileURLToPath(ROOT),
  });
  const { stdout, stderr, success } = await command.output();
  if (!success) {
    throw new Error(`Cannot follow the imports of "${entry}": ${new TextDecoder().decode(stderr)}`);
  }
  const { modules, redirects } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: ModuleInfo[];
    redirects: Record<string, string>;
  };
  const fromRoot = (specifier: string) => specifier.replace(ROOT.href, "");
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const importers = new Map([[new URL(entry, ROOT).href, "the command line"]]);
  for (const [importer] of importers) { // grows while it is walked
    const module = known.get(redirects[importer] ?? importer);
    if (module?.error !== undefined) {
      throw new Error(`Cannot follow the imports of "${entry}": ${module.error}`);
    }
    for (const { code, isDynamic } of module?.dependencies ?? []) {
      const imported = code?.specifier;
      if (imported === undefined || importers.has(imported)) continue;
      if (isDynamic && unfollowed?.test(fromRoot(imported))) continue;
      importers.set(imported, importer);
    }
  }
  return new Map(Array.from(importers, ([module, importer]) => [fromRoot(module), fromRoot(importer)]));
}
