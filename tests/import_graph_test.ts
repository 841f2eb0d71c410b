import assert from "node:assert/strict";
import { importGraph } from "./import_graph.ts";

/** What would make `taxi serve` slow to start and large: the engine, and everything that only training needs. */
const NOT_FOR_SERVING =
  /^npm:\/?(nodejs-polars|apache-arrow)\b|^pipeline\/(engines|training)\/|\/fit_\w+\.ts$/;

/** Modules that must turn up in an entry's graph, imported statically and by `import()`: a graph without them is not whole. */
const REACHED = {
  "commands/serve.ts": [/^server\/listen\.ts$/, /^server\/stop_signal\.ts$/, /swagger-ui-bundle\.js$/],
  "server/create_app.ts": [/^lib\/errors\.ts$/, /swagger-ui-bundle\.js$/],
};

for (const [entry, reached] of Object.entries(REACHED)) {
  Deno.test(`${entry} reaches no engine and no training code, statically or by import()`, async () => {
    const graph = await importGraph(entry);
    for (const module of reached) {
      assert.ok([...graph.keys()].some((path) => module.test(path)), `the graph of ${entry} lacks ${module}`);
    }
    const heavy = [...graph].filter(([module]) => NOT_FOR_SERVING.test(module));
    assert.deepEqual(heavy.map(([module, importer]) => `${importer} imports ${module}`), []);
  });
}

Deno.test("importGraph follows import() to the engine, where there is one", async () => {
  const graph = await importGraph("pipeline/engines/polars.ts");
  assert.ok(graph.has("pipeline/engines/polars.ts"));
  assert.ok([...graph.keys()].some((module) => module.startsWith("npm:") && NOT_FOR_SERVING.test(module)));
});

Deno.test("importGraph refuses an entry that is missing", async () => {
  await assert.rejects(importGraph("server/no_such_file.ts"), /no_such_file\.ts/);
});
