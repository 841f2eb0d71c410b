import { deepEqual, equal, ok } from "node:assert/strict";
import { formatNumber } from "../lib/format.ts";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import { emptyDistribution } from "../pipeline/monitoring/distribution.ts";
import type {
  ColumnComparison,
  MonitoringResult,
  RegressionPerformance,
} from "../pipeline/monitoring/monitoring_result.ts";
import { numericDistribution } from "../pipeline/monitoring/numeric_distribution.ts";
import { tileMap } from "../pipeline/trips/zone_map/tile_map.ts";
import { sampleMonitoringResult } from "../tests/sample_monitoring_result.ts";
import { renderReport } from "./render_report.ts";
import { zoneLabel } from "./zone_label.ts";

const OPTIONS = {
  command: "taxi report",
  generatedAt: new Date(0),
  label: zoneLabel,
  map: tileMap(),
};
const sample = sampleMonitoringResult(3000);

/** The chart library leaves one timer of a frame behind, which Deno would report as a leak. */
function renderTest(name: string, fn: () => void): void {
  Deno.test({ name, fn, sanitizeResources: false, sanitizeOps: false });
}

function render(result: MonitoringResult): string {
  return renderReport(result, OPTIONS);
}

/** The words of a page, without its style, script and markup. */
function words(page: string): string {
  return page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

/** Both windows without what `leave` names. */
function without(leave: readonly (keyof RegressionPerformance)[]): MonitoringResult {
  const cut = (regression: RegressionPerformance) =>
    Object.fromEntries(
      Object.entries(regression).filter(([key]) => !leave.includes(key as never)),
    ) as unknown as RegressionPerformance;
  return {
    ...sample,
    reference: { ...sample.reference, regression: cut(sample.reference.regression!) },
    current: { ...sample.current, regression: cut(sample.current.regression!) },
  };
}

const PARTS = [
  ["normality", "Are errors normal?"],
  ["groups", "5% most too short"],
  ["overTime", "In time"],
  ["intervals", "Prediction intervals"],
  ["dummy", "no model"],
] as const;

for (const [field, text] of PARTS) {
  renderTest(`renderReport shows ${field} where it is known, and nothing where it is not`, () => {
    equal(words(render(sample)).includes(text), true);
    equal(words(render(without([field]))).includes(text), false);
  });
}

renderTest("renderReport shows confidence where it is known, and nothing where it is not", () => {
  const { low, high } = sample.reference.regression!.confidence!.rmse!;
  const text = `${formatNumber(low)} to ${formatNumber(high)}`;
  equal(words(render(sample)).includes(text), true);
  equal(words(render(without(["confidence"]))).includes(text), false);
});

renderTest("renderReport shows data quality, zones by name, and says where nothing is wrong", () => {
  ok(words(render(sample)).includes("such as JFK Airport, LaGuardia Airport"));
  ok(words(render({ ...sample, quality: [] })).includes("Nothing is wrong with the data"));
  const { quality: _, ...unjudged } = sample;
  equal(render(unjudged).includes('id="quality"'), false);
});

renderTest("renderReport ranks worst segments as it is told, with what the reference had", () => {
  const worst = {
    cut: "PULocationID",
    label: "132",
    rows: 271,
    me: -3,
    mae: 9.87,
    ratio: 2.4,
    excess: 0.031,
  };
  const reference = { label: "132", rows: 300, me: 0, mae: 4.56 };
  const text = words(render({ ...sample, worstSegments: [{ ...worst, reference }] }));
  ok(/pick-up zone JFK Airport 271 4\.56 9\.87 2\.4 −3 3\.1%/.test(text));
  ok(
    text.includes(
      "Most of all for trips from JFK Airport: there they miss by 9.87 minutes, 5.31 minutes more",
    ),
  );
});

renderTest("renderReport tells that numbers are those of another tool", () => {
  equal(render(sample).includes("Evidently"), false);
  ok(
    words(render({ ...sample, parity: "evidently" })).includes(
      "These are Evidently’s numbers, its defects included.",
    ),
  );
});

renderTest("renderReport has a map only of trips, and only with zones", () => {
  ok(render(sample).includes('id="map"'));
  equal(renderReport(sample, { ...OPTIONS, map: undefined }).includes('id="map"'), false);
  equal(render(tableResult()).includes('id="map"'), false);
});

/** A comparison of a table that holds no trips. */
function tableResult(): MonitoringResult {
  const renamed: Readonly<Record<string, string>> = {
    trip_distance: "x1",
    PULocationID: "x2",
    DOLocationID: "x3",
    duration: "y",
  };
  const rename = (name: string) => renamed[name] ?? name;
  const ofWindow = (regression: RegressionPerformance) => ({
    ...regression,
    segments: Object.fromEntries(
      Object.entries(regression.segments).map(([cut, segments]) => [rename(cut), segments]),
    ),
  });
  return {
    ...sample,
    columns: sample.columns.map((column) => ({ ...column, column: rename(column.column), unit: "" })),
    reference: { name: "a.csv", rows: 3000, regression: ofWindow(sample.reference.regression!) },
    current: { name: "b.csv", rows: 1620, regression: ofWindow(sample.current.regression!) },
    tests: sample.tests.filter((test) => test.subject !== "column"),
    quality: [],
  };
}

renderTest("renderReport speaks of rows, not of trips and minutes, where a table holds none", () => {
  const text = words(render({ ...tableResult(), tests: [] }));
  deepEqual(text.match(/\btrips?\b|pick-up|minutes?\b|, min\b|miles/gi) ?? [], []);
  ok(text.includes("Share of rows by x1"));
});

renderTest("renderReport draws windows without rows", () => {
  const empty = (column: ColumnComparison): ColumnComparison => ({
    column: column.column,
    role: column.role,
    unit: column.unit,
    reference: column.reference,
    current: emptyDistribution(column.current.kind),
    skipped: "All values are missing in the current window",
  });
  const page = render({
    ...sample,
    columns: sample.columns.map(empty),
    current: { name: "b.csv", rows: 0 },
    dataset: { columns: 0, drifted: 0, share: 0, drift: false },
  });
  equal(/NaN|undefined|Infinity/.test(words(page)), false);
});

renderTest("renderReport stays small for a wide table and for 200,000 categories", () => {
  const score = { kind: "distance", method: "wasserstein", value: 0.2, threshold: 0.1 } as const;
  const numbers = numericDistribution(Array.from({ length: 500 }, (_, i) => i / 7));
  const wide = Array.from({ length: 300 }, (_, i): ColumnComparison => ({
    column: `x${i}`,
    role: "feature",
    unit: "",
    reference: numbers,
    current: numbers,
    score,
    drifted: true,
  }));
  const levels = (from: number) =>
    categoricalDistribution(Array.from({ length: 200_000 }, (_, i) => `user-${from + i}`));
  const many: ColumnComparison = { ...wide[0], column: "id", reference: levels(0), current: levels(100_000) };
  const page = render({
    ...sample,
    columns: [many, ...wide],
    reference: { name: "a", rows: 1 },
    current: { name: "b", rows: 1 },
  });
  ok(page.length < 1_500_000, `${page.length} characters`);
  ok(words(page).includes("and 99,990 more with 99,990 rows"));
});

renderTest("renderReport keeps hostile names of segments, bands, examples and tests a text", () => {
  const evil = `</td><script>alert(1)</script>"'`;
  const segment = { label: evil, rows: 100, me: 1, mae: 3 };
  const performance = (regression: RegressionPerformance): RegressionPerformance => ({
    ...regression,
    segments: { [evil]: [segment, { ...segment, label: `${evil}2` }] },
    intervals: {
      ...regression.intervals!,
      bands: [evil, `${evil}2`].map((label) => ({ label, rows: 5, covered: 0.5, width: 2 })),
    },
  });
  const page = render({
    ...sample,
    reference: { ...sample.reference, regression: performance(sample.reference.regression!) },
    current: { ...sample.current, regression: performance(sample.current.regression!) },
    worstSegments: [{ ...segment, cut: evil, ratio: 2, excess: 0.2, reference: segment }],
    quality: [{
      kind: "missing",
      column: evil,
      level: "alert",
      description: `${evil} is bad`,
      examples: [evil],
    }],
  });
  equal(page.includes(evil), false);
  equal(page.match(/<script>/g)?.length, 1);
});
