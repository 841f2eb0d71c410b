import { MOST_LEVELS } from "./categorical_distribution.ts";
import { chooseMethod, type MethodOverrides } from "./choose_method.ts";
import { dataQuality, type QualityOptions } from "./data_quality.ts";
import { type Distribution, emptyDistribution } from "./distribution.ts";
import { evidentlyTests } from "./evidently_tests.ts";
import { driftedAsCounted } from "./evidently_count.ts";
import { withEvidentlyPercentages } from "./evidently_percentages.ts";
import { monitoringTests } from "./monitoring_tests.ts";
import type {
  ColumnComparison,
  MonitoringResult,
  MonitoringTest,
  Parity,
  QualityFinding,
  Verdict,
  WindowSummary,
} from "./monitoring_result.ts";
import { samplingChance } from "./sampling_chance.ts";
import { type ScoredDrift, scoreDrift } from "./score_drift.ts";
import type { TestConditions } from "./test_conditions.ts";
import type { Window, WindowColumn } from "./window.ts";
import { rankSegments } from "./worst_segments.ts";

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
  /** Conditions on metrics, and how severe a failed test is, instead of the defaults. */
  readonly conditions?: TestConditions;
  /** Limits of data quality, and the clock for rows in the future. */
  readonly quality?: QualityOptions;
  /** The columns that were asked for, in order; Evidently's tests follow it. */
  readonly columns?: readonly string[];
  /**
   * A distance over its threshold counts as drift only when windows of these sizes would differ as much with less than this
   * probability, 0 to 1; a worse metric counts only when its confidence interval says so too. Not asked unless told, as
   * Evidently has it: then small windows nearly always drift.
   */
  readonly leastChance?: number;
  /** The tool whose numbers are to be reproduced, its defects included; the corrected statistics unless told. */
  readonly parity?: Parity;
}

/**
 * Compares two windows. Each column is scored, or skipped with a reason that never stops the others.
 *
 * The verdict is the worst of what failed: each failed test and each finding on the data has a severity. Unless told
 * otherwise it is `alert` when the dataset drifted, when a regression test failed, when target or prediction drifted and no
 * regression metrics on both sides show that the model still works, and when a window has no rows; `warning` when any other
 * column drifted or the data are not as the reference leads to expect; else `ok`. In parity with Evidently it is `alert` when
 * any of its tests fails.
 */
export function monitor(before: Window, after: Window, options: MonitorOptions = {}): MonitoringResult {
  const reference = inParity(before, "reference", options), current = inParity(after, "current", options);
  const columns = compareColumns(reference, current, options);
  const driftShare = options.driftShare ?? 0.5;
  const dataset = datasetDrift(columns, driftShare, options.parity);
  const compared = {
    columns,
    dataset,
    driftShare,
    reference: reference.regression,
    current: current.regression,
  };
  const tests = options.parity === "evidently"
    ? evidentlyTests({ ...compared, order: options.columns })
    : monitoringTests({
      ...compared,
      tolerance: options.tolerance,
      conditions: options.conditions,
      weighChance: options.leastChance !== undefined,
    });
  const quality = qualityOf(reference, current, options);
  const worstSegments = rankSegments(reference.regression, current.regression);
  return {
    verdict: judge(tests, quality),
    reference: summary(reference),
    current: summary(current),
    ...(options.model === undefined ? {} : { model: options.model }),
    columns,
    dataset,
    tests,
    quality,
    ...(worstSegments.length === 0 ? {} : { worstSegments }),
    ...(options.parity === undefined ? {} : { parity: options.parity }),
  };
}

/** In parity mode a window's percentage errors are those of the other tool. */
function inParity(window: Window, side: "reference" | "current", { parity }: MonitorOptions): Window {
  if (parity === undefined || window.regression === undefined) return window;
  return { ...window, regression: withEvidentlyPercentages(window.regression, side) };
}

/** Evidently has no such findings; that a window is empty is told all the same. */
function qualityOf(
  reference: Window,
  current: Window,
  { quality, parity }: MonitorOptions,
): QualityFinding[] {
  if (parity !== undefined && reference.rows > 0 && current.rows > 0) return [];
  return dataQuality(reference, current, quality);
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
  const { textMethod } = after;
  const skipped = after.skipped ?? before.skipped ?? whyNotComparable(reference, current);
  if (skipped !== undefined) return { ...compared, skipped, ...(textMethod && { textMethod }) };
  return { ...compared, ...scoreColumn(name, reference, current, options) };
}

/** Whatever goes wrong with one column is its own reason to be skipped, and no reason not to tell the others. */
function scoreColumn(
  name: string,
  reference: Distribution,
  current: Distribution,
  { methods, parity, leastChance }: MonitorOptions,
): ScoredDrift & { readonly withinChance?: true } {
  try {
    const { method, threshold } = chooseMethod(name, reference, current, methods);
    return forgiveChance(
      scoreDrift(method, threshold, reference, current, parity),
      reference,
      current,
      leastChance,
    );
  } catch (error) {
    return { skipped: `The column could not be scored: ${(error as Error).message}` };
  }
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
  for (const side of [reference, current]) {
    if (side.kind === "categorical" && side.tooMany) {
      const limit = MOST_LEVELS.toLocaleString("en-US");
      return `The column has more than ${limit} different labels, which makes it an identifier and no category`;
    }
  }
  if (reference.kind === current.kind) return undefined;
  return `The column is ${reference.kind} in the reference window and ${current.kind} in the current one`;
}

function datasetDrift(
  columns: readonly ColumnComparison[],
  driftShare: number,
  parity?: Parity,
): MonitoringResult["dataset"] {
  const scored = columns.filter((column) => "score" in column);
  const counts = parity === "evidently" ? driftedAsCounted : (column: { drifted: boolean }) => column.drifted;
  const drifted = scored.filter(counts).length;
  const share = scored.length === 0 ? 0 : drifted / scored.length;
  return { columns: scored.length, drifted, share, drift: scored.length > 0 && share >= driftShare };
}

/** The rule that {@linkcode monitor} states. */
function judge(tests: readonly MonitoringTest[], quality: readonly QualityFinding[]): Verdict {
  const failed = tests.filter(({ status }) => status === "failed").map(({ severity = "alert" }) => severity);
  const levels = [...failed, ...quality.map(({ level }) => level)];
  return levels.includes("alert") ? "alert" : levels.includes("warning") ? "warning" : "ok";
}

function summary(
  { columns: _columns, days: _days, expectedDays: _expected, duplicates: _duplicates, ...summary }: Window,
): WindowSummary {
  return summary;
}
