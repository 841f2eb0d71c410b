import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, type GoldenNumber, goldenTest, readGolden } from "../../tests/evidently_golden.ts";
import { ks } from "./ks.ts";
import { numericDistribution } from "./numeric_distribution.ts";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

Deno.test("ks of a sample against itself is 0 with p = 1", () => {
  fc.assert(fc.property(sample, (rows) => {
    assert.deepEqual(ks(numericDistribution(rows), numericDistribution(rows.toReversed())), {
      statistic: 0,
      pValue: 1,
    });
  }));
});

Deno.test("ks is symmetric, and its statistic and p-value are shares", () => {
  fc.assert(fc.property(sample, sample, (a, b) => {
    const [there, back] = [[a, b], [b, a]].map(([x, y]) =>
      ks(numericDistribution(x), numericDistribution(y))
    );
    assertClose(there.statistic, back.statistic, "statistic");
    assertClose(there.pValue, back.pValue, "p-value");
    assert.ok(there.statistic >= 0 && there.statistic <= 1);
    assert.ok(there.pValue >= 0 && there.pValue <= 1);
  }));
});

Deno.test("ks is asymptotic beyond 10,000 rows and close to the exact value there", () => {
  const rows = (n: number, shift: number) =>
    numericDistribution(Array.from({ length: n }, (_, i) => i / n + shift));
  const exact = ks(rows(500, 0), rows(10_000, 0.05));
  const asymptotic = ks(rows(500, 0), rows(10_001, 0.05));
  assert.ok(Math.abs(exact.pValue - asymptotic.pValue) < 0.01, `${exact.pValue} and ${asymptotic.pValue}`);
});

Deno.test("ks of ten million rows is as quick as its distinct values", () => {
  const millions = (shift: number) => ({
    ...numericDistribution(Array.from({ length: 4000 }, (_, i) => i + shift)),
    counts: new Float64Array(4000).fill(2500),
    rows: 10_000_000,
  });
  assertClose(ks(millions(0), millions(1)).statistic, 1 / 4000, "statistic");
});

goldenTest("ks agrees with Evidently", () => {
  type Case = { score: GoldenNumber; statistic: number };
  const inputs = readGolden<Record<string, { reference: number[]; current: number[] }>>(
    "stats/inputs_num.json",
  );
  const { cases } = readGolden<{ cases: Record<string, Case> }>("stats/ks.num.json");
  for (const [name, { score, statistic }] of Object.entries(cases)) {
    const found = ks(numericDistribution(inputs[name].reference), numericDistribution(inputs[name].current));
    assertClose(found.statistic, statistic, name);
    assertClose(found.pValue, score, name);
  }
});
