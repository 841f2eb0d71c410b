import type { MethodChoice, MethodOverrides } from "../pipeline/monitoring/choose_method.ts";
import { DRIFT_METHODS } from "../pipeline/monitoring/drift_methods.ts";
import type { DriftMethod } from "../pipeline/monitoring/monitoring_result.ts";
import type { GoldenNumber } from "./evidently_golden.ts";

/** One column of one report, as Evidently judged it. */
export interface GoldenColumn {
  readonly column: string;
  readonly type: "num" | "cat" | "text";
  readonly stattest: string;
  readonly score: GoldenNumber;
  readonly threshold: number;
  readonly drifted: boolean;
  readonly n_ref: number;
  readonly n_cur: number;
}

/** One report of Evidently 0.7.23, as its golden file tells it. */
export interface GoldenReport {
  readonly case: string;
  readonly files: {
    readonly reference: string;
    readonly current: string;
    readonly format: "csv" | "parquet";
    readonly dtypes: Record<string, string>;
  };
  readonly input: {
    readonly data_definition: {
      readonly regression: { target: string; prediction: string }[];
      readonly categorical_columns?: string[];
    };
    readonly drift_preset: {
      readonly columns?: string[];
      readonly num_method?: string;
      readonly cat_method?: string;
      readonly num_threshold?: number;
      readonly cat_threshold?: number;
      readonly drift_share?: number;
      readonly per_column_method?: Record<string, string>;
      readonly per_column_threshold?: Record<string, number>;
    };
  };
  readonly expected: {
    readonly column_types: Record<"numerical" | "categorical" | "text", string[]>;
    readonly columns: GoldenColumn[];
    readonly dataset: {
      readonly number_of_columns: number;
      readonly number_of_drifted_columns: number;
      readonly share_of_drifted_columns: number;
      readonly dataset_drift: boolean;
    };
    readonly regression: Record<"reference" | "current", Record<string, GoldenNumber>>;
    readonly tests: { name: string; description: string; status: string }[];
  };
}

/** The methods and thresholds that a report was asked for. @throws where it names a method that is none of ours */
export function methodOverrides(preset: GoldenReport["input"]["drift_preset"]): MethodOverrides {
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
  if (method === undefined || method in DRIFT_METHODS) return method as DriftMethod | undefined;
  throw new TypeError(`Unknown method "${method}"`);
}
