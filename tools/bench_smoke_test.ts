import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };
import { TaxiError } from "../lib/errors.ts";
import { SMALLEST, tryBench } from "./bench_smoke.ts";

Deno.test("every bench of deno.json has its smallest run", () => {
  const benches = Object.keys(settings.tasks).filter((name) => /^bench:(?!smoke)/.test(name));
  assert.deepEqual(Object.keys(SMALLEST).sort(), benches.sort());
});

Deno.test("tryBench fails with what a bench says on stderr", async () => {
  const asked = () => tryBench("bench:measure", ["true", "false"]);
  await assert.rejects(
    asked,
    (error) => error instanceof TaxiError && /bench:measure.*exit code/s.test(error.message),
  );
});
