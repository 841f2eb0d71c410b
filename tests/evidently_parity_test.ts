import assert from "node:assert/strict";
import { join } from "node:path";
import { MONITORING_DOCUMENT, type MonitoringDocument } from "../pipeline/monitoring/monitoring_document.ts";
import {
  assertClose,
  type GoldenNumber,
  goldenPath,
  goldenReports,
  goldenTest,
  readGolden,
} from "./evidently_golden.ts";
import type { GoldenReport } from "./evidently_report.ts";
import { reportJson } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

type Column = MonitoringDocument["columns"][number];

const TYPES = { num: "numeric", cat: "categorical", text: "text" } as const;

/** By the golden README: a column of float32 has fewer digits. */
const FEWER_DIGITS: Readonly<Record<string, number>> = { "parquet_types num_heavy": 1e-5 };

goldenTest(
  "taxi report --parity evidently tells what Evidently tells, to the letter, for every case",
  async (step) => {
    let cases = 0;
    for (const name of goldenReports()) {
      const golden = readGolden<GoldenReport>(`reports/${name}`);
      await step.step(golden.case, async () => {
        const document = await reportOf(golden, "--parity", "evidently");
        assert.equal(document.parity, "evidently");
        compareColumns(golden, document.columns);
        compareRegression(golden, document);
        compareDatasetAndTests(golden, document);
      });
      cases++;
    }
    assert.ok(cases >= 20, `only ${cases} cases`);
  },
  true,
);

goldenTest("taxi report makes a report of its own of every case of Evidently's", async (step) => {
  for (const name of goldenReports()) {
    const golden = readGolden<GoldenReport>(`reports/${name}`);
    await step.step(golden.case, async () => {
      const { parity, columns, tests } = await reportOf(golden);
      assert.equal(parity, null);
      assert.ok(columns.filter((column) => "score" in column).length >= 3);
      assert.ok(tests.length > 3);
    });
  }
}, true);

/** The document of a whole command, which fits its schema. */
function reportOf(golden: GoldenReport, ...more: string[]): Promise<MonitoringDocument> {
  return withTemporaryFolder(async (home) => {
    const args = [...argumentsOf(golden), ...more, "--home", home, "--output", join(home, "page.html")];
    return MONITORING_DOCUMENT.parse(await reportJson(args));
  });
}

function argumentsOf(
  { files, input: { data_definition: definition, drift_preset: preset } }: GoldenReport,
): string[] {
  const [{ target, prediction }] = definition.regression;
  const texts = Object.keys(files.dtypes);
  const options: [string, string | number | undefined][] = [
    ["--reference", goldenPath(files.reference)],
    ["--current", goldenPath(files.current)],
    ["--target", target],
    ["--prediction", prediction],
    ["--categorical", definition.categorical_columns?.join(",")],
    ["--text", texts.length === 0 ? undefined : texts.join(",")],
    ["--columns", preset.columns?.join(",")],
    ["--num-method", preset.num_method],
    ["--cat-method", preset.cat_method],
    ["--num-threshold", preset.num_threshold],
    ["--cat-threshold", preset.cat_threshold],
    ["--drift-share", preset.drift_share],
    ...Object.entries(preset.per_column_method ?? {}).map((pair) =>
      ["--method", pair.join("=")] as [string, string]
    ),
    ...Object.entries(preset.per_column_threshold ?? {}).map((pair) =>
      ["--threshold", pair.join("=")] as [string, string]
    ),
  ];
  return options.flatMap(([option, value]) => value === undefined ? [] : [option, String(value)]);
}

function compareColumns({ case: about, expected }: GoldenReport, found: readonly Column[]): void {
  for (const golden of expected.columns) {
    const column = found.find((one) => one.column === golden.column);
    const name = `${about} ${golden.column}`;
    assert.ok(column !== undefined, `${name} is missing`);
    assert.deepEqual([column.type, column.method], [TYPES[golden.type], golden.stattest], name);
    assert.deepEqual([column.n_reference, column.n_current], [golden.n_ref, golden.n_cur], name);
    if (golden.type === "text") continue; // scored by a classifier that is trained with luck
    assert.ok("score" in column, name);
    assert.equal(column.threshold, golden.threshold, name);
    assert.equal(column.drifted, golden.drifted, name);
    assertClose(column.score ?? NaN, golden.score, name, FEWER_DIGITS[name] ?? 1e-9);
  }
}

function compareRegression(
  { case: about, expected }: GoldenReport,
  { regression }: MonitoringDocument,
): void {
  for (const side of ["reference", "current"] as const) {
    const found = regression[side]!, golden = expected.regression[side];
    const pairs: [string, number | null, GoldenNumber][] = [
      ["me", found.me, golden.mean_error],
      ["mae", found.mae, golden.mean_abs_error],
      ["mape", found.mape, golden.mean_abs_perc_error],
      ["rmse", found.rmse, golden.rmse],
      ["r2", found.r2, golden.r2_score],
      ["max_error", found.max_error, golden.abs_error_max],
      ["error std", found.spread!.me, golden.error_std],
      ["absolute error std", found.spread!.mae, golden.abs_error_std],
      ["percentage std", found.spread!.mape, golden.abs_perc_error_std],
    ];
    for (const [name, value, wanted] of pairs) {
      assertClose(value ?? NaN, wanted, `${about} ${side} ${name}`, 1e-9);
    }
  }
}

/** A text column is skipped here and counted there, so the share differs where there is one. */
function compareDatasetAndTests({ case: about, expected }: GoldenReport, document: MonitoringDocument): void {
  const texts = expected.columns.filter(({ type }) => type === "text").map(({ column }) => column);
  const tests = document.tests.map(({ name, description, status }) => ({ name, description, status }));
  const golden = expected.tests.map(({ name, description, status }) => ({ name, description, status }));
  const ofText = ({ name }: { name: string }) => texts.some((column) => name.endsWith(` ${column}`));
  if (texts.length > 0) {
    assert.deepEqual(tests.slice(1), golden.slice(1).filter((test) => !ofText(test)), about);
    return;
  }
  assert.deepEqual(tests, golden, about);
  const { dataset } = expected;
  assert.deepEqual(document.dataset, {
    columns: dataset.number_of_columns,
    drifted: dataset.number_of_drifted_columns,
    share: dataset.share_of_drifted_columns,
    drift: dataset.dataset_drift,
  }, about);
}
