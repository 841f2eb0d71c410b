import assert from "node:assert/strict";

/** The parts of `deno info --json` that this test reads. */
interface ModuleGraph {
  readonly modules: {
    specifier: string;
    dependencies?: { code?: { specifier: string } }[];
  }[];
}

const HEAVY = /nodejs-polars|apache-arrow|\/pipeline\/(engines|training)\/|\/fit_\w+\.ts$/;

async function moduleGraph(path: string): Promise<ModuleGraph> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Everything that runs for `entry`, lazily or not; imports of types alone are gone by then. */
function reachable({ modules }: ModuleGraph, entry: string): Map<string, string> {
  const imports = new Map(modules.map(({ specifier, dependencies = [] }) => [specifier, dependencies]));
  const importers = new Map([[entry, "the test"]]);
  for (const [importer] of importers) { // grows while it is walked
    for (const { code } of imports.get(importer) ?? []) {
      if (code !== undefined && !importers.has(code.specifier)) importers.set(code.specifier, importer);
    }
  }
  return importers;
}

for (const file of ["create_app.ts", "listen.ts", "stop_signal.ts"]) {
  Deno.test(`server/${file} reaches no Polars, no Arrow and no training, not even lazily`, async () => {
    const entry = new URL(file, import.meta.url);
    const importers = reachable(await moduleGraph(entry.pathname), entry.href);
    const heavy = [...importers].filter(([module]) => HEAVY.test(module));
    assert.deepEqual(heavy.map(([module, importer]) => `${importer} imports ${module}`), []);
  });
}

Deno.test("server/create_app.ts reaches Swagger UI, so this test does see what is imported lazily", async () => {
  const entry = new URL("create_app.ts", import.meta.url);
  const importers = reachable(await moduleGraph(entry.pathname), entry.href);
  assert.ok([...importers.keys()].some((module) => module.includes("swagger-ui-bundle.js")));
});
