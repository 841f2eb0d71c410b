import assert from "node:assert/strict";
import {
  assertClose,
  goldenReports,
  goldenTest,
  readGolden,
  readGoldenText,
} from "../../tests/evidently_golden.ts";
import { type GoldenColumn, type GoldenReport, methodOverrides } from "../../tests/evidently_report.ts";
import { regressionMetrics } from "../models/regression_metrics.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import type { Distribution } from "./distribution.ts";
import { DRIFT_METHODS } from "./drift_methods.ts";
import { monitor } from "./monitor.ts";
import type { MonitoringResult } from "./monitoring_result.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import type { Window } from "./window.ts";

goldenTest("monitor judges the columns of Evidently's report cases as Evidently does", async (step) => {
  let compared = 0;
  for (const name of goldenReports()) {
    const report = readGolden<GoldenReport>(`reports/${name}`);
    if (report.files.format !== "csv") continue; // the same statistics; Parquet is read in another room
    await step.step(report.case, () => void (compared += compareReport(report)));
  }
  assert.ok(compared > 100, `only ${compared} columns compared`);
});

goldenTest(
  "regressionMetrics agrees with Evidently, but for the targets that its percentages treat oddly",
  async (step) => {
    for (const name of goldenReports()) {
      const report = readGolden<GoldenReport>(`reports/${name}`);
      if (report.files.format !== "csv") continue;
      await step.step(report.case, () => compareRegression(report));
    }
  },
);

/** Returns how many columns were compared. */
function compareReport(report: GoldenReport): number {
  const golden = report.expected.columns.filter(({ stattest }) => stattest in DRIFT_METHODS);
  const { drift_preset: preset } = report.input;
  const result = monitor(
    readWindow(report.files.reference, golden),
    readWindow(report.files.current, golden),
    { methods: methodOverrides(preset), driftShare: preset.drift_share, parity: "evidently" },
  );
  for (const column of golden) compareColumn(result, column);
  const { dataset } = report.expected;
  if (golden.length === dataset.number_of_columns) {
    assert.equal(result.dataset.drifted, dataset.number_of_drifted_columns);
    assert.equal(result.dataset.drift, dataset.dataset_drift);
  }
  return golden.length;
}

function compareColumn(result: MonitoringResult, golden: GoldenColumn): void {
  const found = result.columns.find(({ column }) => column === golden.column);
  assert.ok(found !== undefined && "score" in found, `${golden.column} was not scored`);
  const { score, drifted } = found;
  assert.equal(score.method, golden.stattest, golden.column);
  assert.equal(score.threshold, golden.threshold, golden.column);
  assert.equal(found.reference.rows, golden.n_ref, golden.column);
  assert.equal(found.current.rows, golden.n_cur, golden.column);
  assertClose(score.kind === "test" ? score.pValue : score.value, golden.score, golden.column);
  assert.equal(drifted, golden.drifted, golden.column);
}

function compareRegression(report: GoldenReport): void {
  const { target, prediction } = report.input.data_definition.regression[0];
  for (const side of ["reference", "current"] as const) {
    const table = parseCsv(readGoldenText(report.files[side]));
    const [actual, predicted] = [target, prediction].map((name) => Float64Array.from(numbers(table, name)));
    const found = regressionMetrics(actual, predicted);
    const golden = report.expected.regression[side];
    const about = `${report.case} ${side}`;
    assertClose(found.me, golden.mean_error, `${about} me`);
    assertClose(found.mae, golden.mean_abs_error, `${about} mae`);
    assertClose(found.rmse, golden.rmse, `${about} rmse`);
    assertClose(found.r2, golden.r2_score, `${about} r2`);
    assertClose(found.max_error, golden.abs_error_max, `${about} max_error`);
    if (actual.every((value) => !(value <= 0))) {
      assertClose(found.mape, golden.mean_abs_perc_error, `${about} mape`);
    }
  }
}

function readWindow(path: string, columns: readonly GoldenColumn[]): Window {
  const table = parseCsv(readGoldenText(path));
  return {
    name: path,
    rows: table.length - 1,
    columns: columns.map(({ column, type }) => ({
      name: column,
      role: "feature",
      unit: "",
      distribution: readDistribution(table, column, type),
    })),
  };
}

function readDistribution(table: string[][], column: string, type: GoldenColumn["type"]): Distribution {
  return type === "num"
    ? numericDistribution(numbers(table, column))
    : categoricalDistribution(texts(table, column).map((text) => text === "" ? null : text));
}

function numbers(table: string[][], column: string): number[] {
  return texts(table, column).map((text) => text === "" ? NaN : Number(text.replace("inf", "Infinity")));
}

function texts([header, ...rows]: string[][], column: string): string[] {
  const index = header.indexOf(column);
  return rows.map((row) => row[index]);
}

/** Fields by line; quoted ones may contain commas and doubled quotes, not line ends. */
function parseCsv(text: string): string[][] {
  return text.trimEnd().split("\n").map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? plain : quoted.replaceAll('""', '"')
    )
  );
}
