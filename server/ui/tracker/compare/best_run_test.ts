import assert from "node:assert/strict";
import { bestRun } from "./best_run.ts";

const best = (...runs: Record<string, number>[]) =>
  bestRun(runs.map((values) => ({ metrics: new Map(Object.entries(values)) })));

Deno.test("bestRun goes by the first known metric that tells runs apart", () => {
  assert.deepEqual(best({ mae: 3, r2: 0.5 }, { mae: 2, r2: 0.4 }), { key: "mae", run: 1, value: 2 });
  assert.deepEqual(best({ mae: 3, r2: 0.5 }, { mae: 3, r2: 0.4 }), { key: "r2", run: 0, value: 0.5 });
  assert.deepEqual(best({ mae: NaN }, { mae: 4 }, { mae: 5 }), { key: "mae", run: 1, value: 4 });
  assert.equal(best({ mae: NaN, rows: 1 }, { mae: 4, rows: 2 }), undefined);
  assert.equal(best({}, {}), undefined);
});
