import assert from "node:assert/strict";
import { calibrationOf, IntervalCoverage } from "./interval_coverage.ts";

Deno.test("IntervalCoverage counts what lies inside, by predicted minutes, ends included", () => {
  const coverage = new IntervalCoverage();
  const batch = (rows: [actual: number, predicted: number, lower: number, upper: number][]) => {
    const [target, prediction, lower, upper] = [0, 1, 2, 3].map((i) =>
      Float64Array.from(rows, (row) => row[i])
    );
    coverage.add(target, prediction, { level: 0.9, lower, upper });
  };
  batch([[3, 4, 3, 6], [9, 4, 3, 6], [NaN, 4, 3, 6], [3, 4, NaN, NaN]]);
  batch([[50, 47, 40, 50]]);
  assert.deepEqual(coverage.finish(), {
    nominal: 0.9,
    rows: 3,
    covered: 2 / 3,
    width: (3 + 3 + 10) / 3,
    bands: [
      { label: "under 5", rows: 2, covered: 0.5, width: 3 },
      { label: "45 or more", rows: 1, covered: 1, width: 10 },
    ],
  });
  assert.equal(new IntervalCoverage().finish(), undefined);
});

Deno.test("calibrationOf a table has its coverage and the mean width of its bins", () => {
  const bins = [{ rows: 30, lower: -1, upper: 1, coverage: 0.9 }, {
    rows: 10,
    lower: -3,
    upper: 3,
    coverage: 0.8,
  }];
  const group = { of: ["known", "no_miles", "unseen_pair"] as const, edges: [10], bins, coverage: 0.875 };
  const table = { level: 0.9, groups: [group], coverage: 0.875 };
  assert.deepEqual(calibrationOf(table), { nominal: 0.9, rows: 40, covered: 0.875, width: 3, bands: [] });
  assert.equal(calibrationOf({ ...table, coverage: null }), undefined);
});
