import assert from "node:assert/strict";
import { LAZY_FOR_SERVER } from "../tools/rooms.ts";
import { importGraph } from "./import_graph.ts";

/** What would make `taxi serve` slow to start and large: the engine, the chart library, and everything that only training needs. */
const NOT_FOR_SERVING =
  /^npm:\/?(nodejs-polars|apache-arrow|echarts)\b|^pipeline\/(engines|training)\/|\/fit_\w+\.ts$/;

/** Modules that must turn up in an entry's graph, imported statically and by `import()`: a graph without them is not whole. */
const REACHED = {
  "commands/serve.ts": [/^server\/listen\.ts$/, /^server\/stop_signal\.ts$/, /swagger-ui-bundle\.js$/],
  "server/create_app.ts": [/^lib\/errors\.ts$/, /swagger-ui-bundle\.js$/],
};

for (const [entry, reached] of Object.entries(REACHED)) {
  Deno.test(`${entry} reaches no engine and no training code, statically or by import(), but Arrow by import()`, async () => {
    const graph = await importGraph(entry, LAZY_FOR_SERVER);
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

Deno.test("server/create_app.ts reaches Arrow, and nothing else of the engine with it", async () => {
  const graph = await importGraph("server/create_app.ts");
  assert.ok([...graph.keys()].some((module) => LAZY_FOR_SERVER.test(module)));
  const engine = [...graph.keys()].filter((module) => /^pipeline\/engines\/|polars/.test(module));
  assert.deepEqual(
    engine.filter((module) => !/^pipeline\/engines\/(arrow_\w+|byte_source)\.ts$/.test(module)),
    [],
  );
});

Deno.test("main.ts reaches the driver of PostgreSQL by import() only, so that nothing loads it without --tracking", async () => {
  const drivers = (graph: Map<string, string>) =>
    [...graph].filter(([module]) => /^npm:\/?postgres@/.test(module));
  assert.deepEqual(drivers(await importGraph("main.ts", /^tracking\/postgres_tracking\.ts$/)), []);
  assert.deepEqual(drivers(await importGraph("main.ts")).map(([, importer]) => importer), [
    "lib/postgres_sql.ts",
  ]);
});

Deno.test("main.ts reaches the client of S3 by import() only, so that nothing loads it without --artifacts", async () => {
  const clients = (graph: Map<string, string>) =>
    [...graph].filter(([module]) => /^npm:\/?@(aws-sdk|smithy)\//.test(module));
  assert.deepEqual(clients(await importGraph("main.ts", /^tracking\/(s3_blobs|marked_bucket)\.ts$/)), []);
  const importers = clients(await importGraph("main.ts")).map(([, importer]) => importer);
  assert.ok(importers.includes("lib/s3_client.ts"), importers.join());
});

Deno.test("importGraph refuses an entry that is missing", async () => {
  await assert.rejects(importGraph("server/no_such_file.ts"), /no_such_file\.ts/);
});
