import assert from "node:assert/strict";
import {
  assertClose,
  type GoldenNumber,
  goldenPath,
  goldenReports,
  goldenTest,
  readGolden,
} from "../../tests/evidently_golden.ts";
import { openTable } from "../engines/table_file.ts";
import { withEvidentlyPercentages } from "./evidently_percentages.ts";
import type { ErrorGroup, RegressionPerformance } from "./monitoring_result.ts";
import { RegressionPerformanceAccumulator } from "./regression_performance.ts";

type Golden = Record<string, GoldenNumber>;

interface GoldenRegression extends Record<"dummy_current" | "error_normality_current", Golden> {
  target: string;
  prediction: string;
  reference: GoldenSide;
  current: GoldenSide;
  qq_sample: [rank: number, normal: number, error: number][];
}

type GoldenSide = Golden & {
  underperformance: Record<"majority" | "underestimation" | "overestimation", Golden>;
};

interface GoldenReport {
  case: string;
  files: Record<"reference" | "current", string>;
  expected: { regression: GoldenRegression };
}

/** An error of 1 in 10^9 is none. */
const RELATIVE = 1e-9;

goldenTest("in parity mode every regression figure of Evidently's report cases is its own", async (step) => {
  let cases = 0;
  for (const name of goldenReports()) {
    const { case: title, files, expected: { regression } } = readGolden<GoldenReport>(`reports/${name}`);
    await step.step(title, async () => {
      for (const side of ["reference", "current"] as const) {
        const found = withEvidentlyPercentages(await performanceOf(files[side], regression), side);
        compareSide(found, regression[side], `${title} ${side}`);
        if (side === "current") compareCurrent(found, regression, title);
      }
      cases++;
    });
  }
  assert.equal(cases, 26);
});

function compareSide(found: RegressionPerformance, golden: GoldenSide, about: string): void {
  const { metrics, spread, groups } = found;
  const compare = (value: number, expected: GoldenNumber, name: string) =>
    assertClose(value, expected, `${about} ${name}`, RELATIVE, 1e-12);
  compare(metrics.me, golden.mean_error, "me");
  compare(metrics.mae, golden.mean_abs_error, "mae");
  compare(metrics.mape, golden.mean_abs_perc_error, "mape");
  compare(metrics.rmse, golden.rmse, "rmse");
  compare(metrics.r2, golden.r2_score, "r2");
  compare(metrics.max_error, golden.abs_error_max, "max_error");
  compare(spread!.me, golden.error_std, "std of the error");
  compare(spread!.mae, golden.abs_error_std, "std of the absolute error");
  compare(spread!.mape, golden.abs_perc_error_std, "std of the percentage");
  const { underestimation, majority, overestimation } = golden.underperformance;
  const compareGroup = (group: ErrorGroup, expected: Golden, name: string) => {
    compare(group.me, expected.mean_error, `mean of ${name}`);
    compare(group.std, expected.std_error, `std of ${name}`);
  };
  compareGroup(groups!.underestimated, underestimation, "the underestimated");
  compareGroup(groups!.majority, majority, "the majority");
  compareGroup(groups!.overestimated, overestimation, "the overestimated");
}

function compareCurrent(found: RegressionPerformance, golden: GoldenRegression, about: string): void {
  const { dummy, normality } = found;
  const compare = (value: number, expected: GoldenNumber, name: string) =>
    assertClose(value, expected, `${about} ${name}`, RELATIVE, 1e-12);
  compare(dummy!.rmse, golden.dummy_current.rmse_default, "rmse of the dummy");
  compare(dummy!.mae, golden.dummy_current.mean_abs_error_default, "mae of the dummy");
  compare(dummy!.mape, golden.dummy_current.mean_abs_perc_error_default, "mape of the dummy");
  compare(dummy!.max_error, golden.dummy_current.abs_error_max_default, "greatest error of the dummy");
  compare(normality!.slope, golden.error_normality_current.slope, "slope");
  compare(normality!.intercept, golden.error_normality_current.intercept, "intercept");
  compare(normality!.r, golden.error_normality_current.r, "r");
  const [, lowest, error] = golden.qq_sample[0];
  compare(normality!.points[0][1], error, "lowest error");
  if (found.errors.counts[0] === 1) compare(normality!.points[0][0], lowest, "lowest quantile");
}

async function performanceOf(
  path: string,
  names: { target: string; prediction: string },
): Promise<RegressionPerformance> {
  const table = await openTable(goldenPath(path));
  const accumulator = new RegressionPerformanceAccumulator([], { exact: true });
  const read = [names.target, names.prediction].map((column) => ({
    column,
    as: column,
    type: "float64" as const,
  }));
  for await (const { columns } of table.read(read)) {
    const [target, prediction] = [names.target, names.prediction].map((name) => {
      const { values, valid } = columns[name];
      return Float64Array.from(values, (value, row) => valid?.[row] === 0 ? NaN : value);
    });
    accumulator.add({ target, prediction });
  }
  return accumulator.finish();
}
