import { TaxiError } from "../../lib/errors.ts";
import { chooseMethod, type MethodOverrides } from "./choose_method.ts";
import { type Distribution, emptyDistribution } from "./distribution.ts";
import { monitoringTests, regressionOnBoth } from "./monitoring_tests.ts";
import type { ColumnComparison, MonitoringResult, Parity, Verdict, WindowSummary } from "./monitoring_result.ts";
import { samplingChance } from "./sampling_chance.ts";
import { type ScoredDrift, scoreDrift } from "./score_drift.ts";
import type { Window, WindowColumn } from "./window.ts";

/** What a person may ask for; the defaults are Evidently's. */
export interface MonitorOptions {
  /** The model that made the predictions, as the report names it. */
  readonly model?: string;
  /** Methods and thresholds instead of the defaults. */
  readonly methods?: MethodOverrides;
  /** The share of drifted columns from which the dataset counts as drifted; 0.5 unless told. */
  readonly driftShare?: number;
  /** By how much of the reference's value a regression metric may be worse; 0.1 unless told. */
  readonly tolerance?: number;
  /**
   * A distance over its threshold counts as drift only when windows of these sizes would differ as much with less than this
   * probability, 0 to 1. Not asked unless told, as Evidently has it: then small windows nearly always drift.
   */
  readonly leastChance?: number;
  /** The tool whose numbers are to be reproduced, its defects included; the corrected statistics unless told. */
  readonly parity?: Parity;
}

/**
 * Compares two windows. Each column is scored, or skipped with a reason that never stops the others.
 *
 * The verdict is `alert` when the dataset drifted, when a regression test failed, or when target or prediction drifted
 * and no regression metrics on both sides show that the model still works; `warning` when any other column drifted;
 * else `ok`.
 *
 * @throws TaxiError when a window has no rows
 */
export function monitor(reference: Window, current: Window, options: MonitorOptions = {}): MonitoringResult {
  for (const window of [reference, current]) expectRows(window);
  const columns = compareColumns(reference, current, options);
  const driftShare = options.driftShare ?? 0.5;
  const dataset = datasetDrift(columns, driftShare);
  const tests = monitoringTests({
    columns,
    dataset,
    driftShare,
    reference: reference.regression,
    current: current.regression,
    tolerance: options.tolerance ?? 0.1,
  });
  const verdict = judge({
    columns,
    datasetDrifted: dataset.drift,
    regressionFailed: tests.some((test) => test.subject === "model" && test.status === "failed"),
    regressionMeasured: regressionOnBoth(reference.regression, current.regression),
  });
  return {
    verdict,
    reference: summary(reference),
    current: summary(current),
    ...(options.model === undefined ? {} : { model: options.model }),
    columns,
    dataset,
    tests,
    ...(options.parity === undefined ? {} : { parity: options.parity }),
  };
}

function expectRows(window: Window): void {
  if (window.rows > 0) return;
  throw new TaxiError(`Cannot compare "${window.name}": the window has 0 rows, expected at least 1`, {
    code: "empty_window",
  });
}

function compareColumns(reference: Window, current: Window, options: MonitorOptions): ColumnComparison[] {
  const names = new Set([...reference.columns, ...current.columns].map((column) => column.name));
  return [...names].map((name) => {
    const before = reference.columns.find((column) => column.name === name);
    const after = current.columns.find((column) => column.name === name);
    return compareColumn(name, before, after, options);
  });
}

function compareColumn(
  name: string,
  before: WindowColumn | undefined,
  after: WindowColumn | undefined,
  options: MonitorOptions,
): ColumnComparison {
  const { role, unit, distribution } = (before ?? after)!; // the name came from one of them
  const reference = before?.distribution ?? emptyDistribution(distribution.kind);
  const current = after?.distribution ?? emptyDistribution(distribution.kind);
  const compared = { column: name, role, unit, reference, current };
  if (before === undefined) return { ...compared, skipped: "The reference window has no such column" };
  if (after === undefined) return { ...compared, skipped: "The current window has no such column" };
  const skipped = whyNotComparable(reference, current);
  if (skipped !== undefined) return { ...compared, skipped };
  const { method, threshold } = chooseMethod(name, reference, current, options.methods);
  const scored = scoreDrift(method, threshold, reference, current, options.parity);
  return { ...compared, ...forgiveChance(scored, reference, current, options.leastChance) };
}

/** A test has weighed chance itself; a distance has not. */
function forgiveChance(
  scored: ScoredDrift,
  reference: Distribution,
  current: Distribution,
  leastChance?: number,
): ScoredDrift & { readonly withinChance?: true } {
  if ("skipped" in scored || !scored.drifted || scored.score.kind === "test") return scored;
  if (leastChance === undefined || samplingChance(reference, current) < leastChance) return scored;
  return { ...scored, drifted: false, withinChance: true };
}

function whyNotComparable(reference: Distribution, current: Distribution): string | undefined {
  if (reference.rows === 0) return "All values are missing in the reference window";
  if (current.rows === 0) return "All values are missing in the current window";
  if (reference.kind === current.kind) return undefined;
  return `The column is ${reference.kind} in the reference window and ${current.kind} in the current one`;
}

function datasetDrift(columns: readonly ColumnComparison[], driftShare: number): MonitoringResult["dataset"] {
  const scored = columns.filter((column) => "score" in column);
  const drifted = scored.filter((column) => column.drifted).length;
  const share = scored.length === 0 ? 0 : drifted / scored.length;
  return { columns: scored.length, drifted, share, drift: scored.length > 0 && share >= driftShare };
}

/** The rule that {@linkcode monitor} states. */
function judge(
  { columns, datasetDrifted, regressionFailed, regressionMeasured }: {
    columns: readonly ColumnComparison[];
    datasetDrifted: boolean;
    regressionFailed: boolean;
    regressionMeasured: boolean;
  },
): Verdict {
  const drifted = columns.filter((column) => "drifted" in column && column.drifted);
  const outcomeDrifted = drifted.some((column) => column.role !== "feature");
  if (datasetDrifted || regressionFailed || (outcomeDrifted && !regressionMeasured)) return "alert";
  return drifted.length > 0 ? "warning" : "ok";
}

function summary({ columns: _columns, ...summary }: Window): WindowSummary {
  return summary;
}
