import assert from "node:assert/strict";
import { compare, type Metric, SHOWN } from "./comparison.ts";
import { goalNotes, renderMarkdown } from "./goals.ts";

const METRICS: readonly Metric[] = [
  { key: "createSeconds", label: "create", ...SHOWN.milliseconds },
  { key: "residentBytes", label: "memory", ...SHOWN.megabytes },
  { key: "failed", label: "failed", ...SHOWN.count, apart: true },
];
const OURS = [{ createSeconds: 0.001, residentBytes: 100e6, failed: 0 }];
const THEIRS = [{ createSeconds: 0.012, residentBytes: 400e6, failed: 2 }];
const COMPARISON = compare(["taxi", "mlflow"], METRICS, [OURS, THEIRS]);
const GOALS = { createSeconds: 10, residentBytes: 5 };

Deno.test("goalNotes says of each goal whether it is reached", () => {
  assert.deepEqual(goalNotes(COMPARISON, GOALS), [
    "create: 12 times less than mlflow, the goal of 10 is reached",
    "memory: 4 times less than mlflow, the goal of 5 is NOT reached",
  ]);
});

Deno.test("renderMarkdown has a column for each side and each ratio", () => {
  assert.equal(
    renderMarkdown([COMPARISON, compare(["taxi", "lean"], METRICS, [OURS, OURS])], GOALS),
    [
      "|  | taxi | mlflow | times less | lean | times less | goal |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      "| create | 1 ms (1 to 1) | 12 ms (12 to 12) | 12 (12 to 12) | 1 ms (1 to 1) | 1 (1 to 1) | 10 |",
      "| memory | 100 MB (100 to 100) | 400 MB (400 to 400) | 4 (4 to 4) | 100 MB (100 to 100) | 1 (1 to 1) | 5 |",
      "| failed | 0 (0 to 0) | 2 (2 to 2) |  | 0 (0 to 0) |  |  |",
    ].join("\n"),
  );
});
