import assert from "node:assert/strict";
import { assertClose, goldenPath, goldenReports, goldenTest, readGolden } from "../tests/evidently_golden.ts";
import { type GoldenReport, methodOverrides } from "../tests/evidently_report.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import { findHome } from "./home.ts";
import { readWindows } from "./read_windows.ts";

goldenTest(
  "readWindows types, orders and counts columns as Evidently does, in CSV and in Parquet",
  async (test) => {
    for (const name of goldenReports()) {
      const report = readGolden<GoldenReport>(`reports/${name}`);
      await test.step(report.case, () => compareReport(report));
    }
  },
);

async function compareReport({ files, input, expected, case: about }: GoldenReport): Promise<void> {
  const { data_definition: definition, drift_preset: preset } = input;
  const { target, prediction } = definition.regression[0];
  const forced = Object.keys(files.dtypes);
  const [reference, current] = await readWindows(goldenPath(files.reference), goldenPath(files.current), {
    home: findHome("/nowhere"),
    taxi: "green",
    parity: "evidently",
    mapping: { target, prediction, categorical: definition.categorical_columns, text: forced },
  });
  const result = monitor(reference, current, {
    methods: methodOverrides(preset),
    driftShare: preset.drift_share,
    parity: "evidently",
  });
  const { columns, dataset } = monitoringJson(result);
  const ofType = (type: string) =>
    columns.filter((column) => column.type === type).map(({ column }) => column);
  const types = { numerical: ofType("numeric"), categorical: ofType("categorical"), text: ofType("text") };
  const { numerical, categorical, text } = expected.column_types;
  assert.deepEqual(types, { numerical, categorical, text }, `${about}: types`);
  assert.deepEqual(
    columns.map(({ column }) => column),
    [...numerical, ...categorical, ...text],
    `${about}: order`,
  );
  if (preset.columns === undefined && text.length === 0) { // the classifier of text is not reproduced
    const { number_of_columns, number_of_drifted_columns, dataset_drift } = expected.dataset;
    const { share: _share, ...counted } = dataset;
    assert.deepEqual(
      counted,
      { columns: number_of_columns, drifted: number_of_drifted_columns, drift: dataset_drift },
      `${about}: dataset`,
    );
  }
  for (const golden of expected.columns) {
    const found = result.columns.find(({ column }) => column === golden.column)!;
    assert.deepEqual([found.reference.rows, found.current.rows], [golden.n_ref, golden.n_cur], golden.column);
    assertScore(found, golden, about);
  }
}

function assertScore(
  found: ColumnComparison,
  golden: GoldenReport["expected"]["columns"][number],
  about: string,
): void {
  const name = `${about} ${golden.column}`;
  if ("skipped" in found) {
    assert.equal(found.textMethod, golden.stattest, `${name}: ${found.skipped}`);
    return;
  }
  assert.equal(found.score.method, golden.stattest, name);
  const relative = about === "parquet_types" && golden.column === "num_heavy" ? 1e-5 : undefined; // float32
  const score = found.score.kind === "test" ? found.score.pValue : found.score.value;
  assertClose(score, golden.score, name, relative);
  assert.equal(found.drifted, golden.drifted, name);
}
