import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "./lint_plugin.ts";

/** Messages of the plugin for `source` as if it were the file `path` of this repository. */
function messages(path: string, source: string): string[] {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, file, source).map(({ id, message }) => `${id}: ${message}`);
}

const ALLOWED: readonly (readonly [path: string, source: string])[] = [
  ["main.ts", `import "./commands/train.ts"; import "./lib/errors.ts";`],
  ["commands/train.ts", `import "../pipeline/training/train.ts"; import "../tracking/tracker.ts";`],
  ["commands/serve.ts", `await import("../server/create_app.ts");`],
  [
    "server/create_app.ts",
    `import "hono"; import "../reports/page.ts"; import "../pipeline/models/model.ts";`,
  ],
  ["server/batch/arrow.ts", `await import("../../pipeline/engines/arrow_stream.ts");`],
  ["reports/page.ts", `import "../pipeline/monitoring/monitoring_result.ts"; import "../lib/html.ts";`],
  ["pipeline/training/train.ts", `import "../models/model.ts"; import "../engines/table_file.ts";`],
  ["pipeline/engines/polars.ts", `import type { X } from "nodejs-polars"; await import("apache-arrow");`],
  ["pipeline/engines/polars_test.ts", `import "../../tracking/tracker.ts"; import "nodejs-polars";`],
  ["tracking/tracker.ts", `import "node:sqlite"; import "../lib/sqlite.ts";`],
  ["tests/journey.ts", `import "../main.ts"; import "../pipeline/training/train.ts";`],
];

for (const [path, source] of ALLOWED) {
  Deno.test(`import-direction allows ${path}: ${source}`, () => assert.deepEqual(messages(path, source), []));
}

const REFUSED: readonly (readonly [path: string, source: string, message: string])[] = [
  [
    "lib/a.ts",
    `import "../pipeline/trips/month.ts";`,
    "lib must not import pipeline: beside itself it may import nothing",
  ],
  ["lib/a.ts", `import "../main.ts";`, "lib must not import main: beside itself it may import nothing"],
  ["lib/a.ts", `import "../tools/say.ts";`, `lib must not import "tools/say.ts"`],
  [
    "pipeline/trips/a.ts",
    `import "../../tracking/a.ts";`,
    "pipeline must not import tracking: beside itself it may import lib",
  ],
  [
    "tracking/a.ts",
    `import "../pipeline/trips/a.ts";`,
    "tracking must not import pipeline: beside itself it may import lib",
  ],
  [
    "reports/a.ts",
    `import "../tracking/a.ts";`,
    "reports must not import tracking: beside itself it may import pipeline, lib",
  ],
  [
    "commands/a.ts",
    `import "../main.ts";`,
    "commands must not import main: beside itself it may import server, reports, tracking, pipeline, lib",
  ],
  [
    "pipeline/features/a.ts",
    `import "../models/a.ts";`,
    "features must not import models: beside itself it may import trips, engines",
  ],
  [
    "pipeline/monitoring/a.ts",
    `import "../training/a.ts";`,
    "monitoring must not import training: beside itself it may import models, features, trips, engines",
  ],
  [
    "pipeline/engines/a.ts",
    `import type { A } from "../trips/a.ts";`,
    "engines must not import trips: beside itself it may import nothing",
  ],
  [
    "pipeline/trips/a.ts",
    `const a = await import("../models/a.ts");`,
    "trips must not import models: beside itself it may import engines",
  ],
  [
    "pipeline/trips/a.ts",
    `type A = typeof import("nodejs-polars");`,
    `"nodejs-polars" is imported in pipeline/engines/ only`,
  ],
  [
    "pipeline/trips/a.ts",
    `await import("npm:nodejs-polars@0.25.2");`,
    `"npm:nodejs-polars@0.25.2" is imported in pipeline/engines/ only`,
  ],
  [
    "server/a.ts",
    `import "apache-arrow/Arrow";`,
    `"apache-arrow/Arrow" is imported in pipeline/engines/ only`,
  ],
  [
    "server/a.ts",
    `import "../pipeline/training/train.ts";`,
    `server must not load the engine or training code, found "pipeline/training/train.ts"`,
  ],
  [
    "server/a.ts",
    `import "../pipeline/features/fit_features.ts";`,
    `server must not load the engine or training code, found "pipeline/features/fit_features.ts"`,
  ],
  [
    "server/a.ts",
    `import "../pipeline/engines/polars.ts";`,
    `server must not load the engine or training code, found "pipeline/engines/polars.ts"`,
  ],
  [
    "server/a.ts",
    `await import("../pipeline/engines/polars.ts");`,
    `server must not load the engine or training code, found "pipeline/engines/polars.ts"`,
  ],
  [
    "server/a.ts",
    `import "../pipeline/engines/arrow_stream.ts";`,
    `server must not load the engine or training code, found "pipeline/engines/arrow_stream.ts"`,
  ],
];

for (const [path, source, message] of REFUSED) {
  Deno.test(`import-direction refuses ${path}: ${source}`, () => {
    assert.deepEqual(messages(path, source), [`taxi/import-direction: ${message}`]);
  });
}

Deno.test("import-direction and no-barrel refuse a re-export against the direction", () => {
  for (const source of [`export * from "../server/a.ts";`, `export { a } from "../server/a.ts";`]) {
    assert.deepEqual(messages("reports/a.ts", source).map((message) => message.split(":")[0]).sort(), [
      "taxi/import-direction",
      "taxi/no-barrel",
    ]);
  }
});

Deno.test("no-barrel allows exports of the file's own names", () => {
  assert.deepEqual(messages("lib/a.ts", `const a = 1; export { a }; export function b() {}`), []);
});

Deno.test("file-length allows 400 lines and refuses 401", () => {
  assert.deepEqual(messages("lib/a.ts", "f();\n".repeat(400)), []);
  assert.deepEqual(messages("lib/a.ts", "f();\n".repeat(401)), [
    "taxi/file-length: File has 401 lines, expected at most 400",
  ]);
});
