import assert from "node:assert/strict";
import { importGraph } from "./import_graph.ts";

/** What would make `taxi serve` slow to start and large: the engine, and everything that only training needs. */
const NOT_FOR_SERVING = /^npm:\/?(nodejs-polars|apache-arrow)\b|^pipeline\/(training\/|features\/fit_)/;

for (const entry of ["commands/serve.ts", "server/create_app.ts"]) {
  Deno.test(`${entry} reaches neither Polars nor training code, statically or by import()`, async () => {
    const graph = await importGraph(entry);
    assert.ok(graph.has(entry) && graph.has("lib/errors.ts"), `the graph of ${entry} is not complete`);
    const heavy = [...graph].filter(([module]) => NOT_FOR_SERVING.test(module));
    assert.deepEqual(heavy.map(([module, importer]) => `${importer} imports ${module}`), []);
  });
}

Deno.test("importGraph follows import() to packages", async () => {
  const graph = await importGraph("pipeline/engines/polars.ts");
  assert.ok([...graph.keys()].some((module) => NOT_FOR_SERVING.test(module)), "expected nodejs-polars");
});

Deno.test("importGraph refuses an entry that is missing", async () => {
  await assert.rejects(importGraph("server/no_such_file.ts"), /no_such_file\.ts/);
});
