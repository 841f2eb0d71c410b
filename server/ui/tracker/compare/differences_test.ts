import assert from "node:assert/strict";
import fc from "fast-check";
import { chosenRows, metricRows, textRows } from "./differences.ts";

const metrics = (...runs: Record<string, number>[]) =>
  metricRows(runs.map((values) => ({ metrics: new Map(Object.entries(values)) })));

Deno.test("textRows marks what differs, and what a run lacks", () => {
  const maps = [{ a: "1", b: "x" }, { a: "1", c: "" }].map((texts) => new Map(Object.entries(texts)));
  assert.deepEqual(textRows(maps).map((row) => ({ ...row, cells: row.cells() })), [
    { key: "a", cells: [{ text: "1" }, { text: "1" }], differs: false },
    { key: "b", cells: [{ text: "x" }, { text: undefined }], differs: true },
    { key: "c", cells: [{ text: undefined }, { text: "" }], differs: true },
  ]);
  assert.deepEqual(textRows(maps, new Set(["b", "c"])).map(({ key }) => key), ["a"]);
});

Deno.test("metricRows tells how far a metric is from the baseline's, and what is better only where that is known", () => {
  const [mae, r2, rows] = metrics({ mae: 4, r2: 0.5, rows: 10 }, { mae: 3, r2: 0.4, rows: 12 });
  assert.deepEqual(mae.cells(), [
    { text: "4" },
    { text: "3", change: { text: "−1", share: "−25%", verdict: "better" } },
  ]);
  assert.equal(r2.cells()[1].change?.verdict, "worse");
  assert.deepEqual(rows.cells()[1].change, { text: "+2", share: "+20%" });
});

Deno.test("metricRows compares with nothing where there is no number to compare with", () => {
  const rows = metrics(
    { nan: NaN, zero: 0, inf: Infinity, same: NaN, minus: 0 },
    { nan: 1, zero: 2, inf: 3, same: NaN, minus: -0, alone: 4 },
  );
  const second = Object.fromEntries(
    rows.map((
      { key, cells, differs },
    ) => [key, [cells()[1].change?.text, cells()[1].change?.share, differs]]),
  );
  assert.deepEqual(second, {
    alone: [undefined, undefined, true],
    inf: [undefined, undefined, true],
    minus: [undefined, undefined, false],
    nan: [undefined, undefined, true],
    same: [undefined, undefined, false],
    zero: ["+2", "", true],
  });
});

Deno.test("metricRows: a change goes where the values go, and better is the other way round for the other direction", () => {
  const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  fc.assert(fc.property(value, value, (base, other) => {
    const [loss, score] = metrics({ loss: base, score: base }, { loss: other, score: other });
    const [a, b] = [loss.cells()[1].change, score.cells()[1].change];
    assert.equal(a === undefined, base === other);
    if (a === undefined || b === undefined) return;
    assert.equal(a.verdict, other < base ? "better" : "worse");
    assert.notEqual(a.verdict, b.verdict);
    assert.ok(a.text.startsWith(other > base ? "+" : "\u2212"), a.text);
  }));
});

Deno.test("chosenRows takes what differs and what is called so", () => {
  const rows = metrics({ Loss: 1, mae: 1 }, { Loss: 1, mae: 2 });
  assert.deepEqual(chosenRows(rows, true, "").map(({ key }) => key), ["mae"]);
  assert.deepEqual(chosenRows(rows, false, "LOSS").map(({ key }) => key), ["Loss"]);
  assert.deepEqual(chosenRows(rows, true, "loss"), []);
});
