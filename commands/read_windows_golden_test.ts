import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  assertClose,
  type GoldenNumber,
  goldenReports,
  goldenTest,
  readGolden,
} from "../tests/evidently_golden.ts";
import type { MethodChoice, MethodOverrides } from "../pipeline/monitoring/choose_method.ts";
import { DRIFT_METHODS } from "../pipeline/monitoring/drift_methods.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import type { ColumnComparison, DriftMethod } from "../pipeline/monitoring/monitoring_result.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import { findHome } from "./home.ts";
import { readWindows } from "./read_windows.ts";

const GOLDEN = fileURLToPath(new URL("../../shared/evidently/golden/", import.meta.url));

interface GoldenReport {
  case: string;
  files: { reference: string; current: string; dtypes: Record<string, string> };
  input: {
    data_definition: {
      regression: { target: string; prediction: string }[];
      categorical_columns?: string[];
    };
    drift_preset: {
      columns?: string[];
      num_method?: string;
      cat_method?: string;
      num_threshold?: number;
      cat_threshold?: number;
      drift_share?: number;
      per_column_method?: Record<string, string>;
      per_column_threshold?: Record<string, number>;
    };
  };
  expected: {
    column_types: Record<"numerical" | "categorical" | "text", string[]>;
    columns: {
      column: string;
      stattest: string;
      score: GoldenNumber;
      drifted: boolean;
      n_ref: number;
      n_cur: number;
    }[];
    dataset: { number_of_columns: number; number_of_drifted_columns: number; dataset_drift: boolean };
  };
}

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
  const [reference, current] = await readWindows(GOLDEN + files.reference, GOLDEN + files.current, {
    home: findHome("/nowhere"),
    taxi: "green",
    parity: "evidently",
    mapping: { target, prediction, categorical: definition.categorical_columns, text: forced },
  });
  const result = monitor(reference, current, {
    methods: overrides(preset),
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

function overrides(preset: GoldenReport["input"]["drift_preset"]): MethodOverrides {
  const columns: Record<string, Partial<MethodChoice>> = {};
  for (const [column, method] of Object.entries(preset.per_column_method ?? {})) {
    columns[column] = { method: known(method) };
  }
  for (const [column, threshold] of Object.entries(preset.per_column_threshold ?? {})) {
    columns[column] = { ...columns[column], threshold };
  }
  return {
    numeric: { method: known(preset.num_method), threshold: preset.num_threshold },
    categorical: { method: known(preset.cat_method), threshold: preset.cat_threshold },
    columns,
  };
}

function known(method: string | undefined): DriftMethod | undefined {
  assert.ok(method === undefined || method in DRIFT_METHODS, method);
  return method as DriftMethod | undefined;
}
