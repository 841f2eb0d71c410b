import type { MonitoringDocument } from "./monitoring_document.ts"; // its schema is loaded by nobody who only writes
import { driftSeverity } from "./drift_severity.ts";
import type {
  ColumnComparison,
  MonitoringResult,
  MonitoringTest,
  Parity,
  QualityFinding,
  RankedSegment,
  RegressionPerformance,
  Segment,
  WindowSummary,
} from "./monitoring_result.ts";

/** The public JSON of a comparison. */
export type { MonitoringDocument };

type JsonNumber = number | null;
type ColumnDocument = MonitoringDocument["columns"][number];
type RegressionDocument = NonNullable<MonitoringDocument["regression"]["current"]>;

/** The public JSON document of a result: plain data that `JSON.stringify` writes without loss. */
export function monitoringJson(result: MonitoringResult): MonitoringDocument {
  const unit = result.columns.find(({ role }) => role === "target")?.unit ?? "";
  const of = (side: "reference" | "current") => regressionDocument(result[side], unit);
  return {
    verdict: result.verdict,
    parity: result.parity ?? null,
    reference: windowDocument(result.reference),
    current: windowDocument(result.current),
    model: result.model ?? null,
    columns: result.columns.map(columnDocument),
    dataset: result.dataset,
    regression: { reference: of("reference"), current: of("current") },
    worst_segments: (result.worstSegments ?? []).map(rankedDocument),
    quality: (result.quality ?? []).map(qualityDocument),
    tests: result.tests.map((test) => testDocument(test, result.parity)),
  };
}

function windowDocument({ name, rows, from, to, hash }: WindowSummary): MonitoringDocument["current"] {
  return { name, rows, from: from ?? null, to: to ?? null, hash: hash ?? null };
}

function columnDocument(comparison: ColumnComparison): ColumnDocument {
  const { column, role, unit, reference, current } = comparison;
  const named = {
    column,
    type: (reference.rows > 0 ? reference : current).kind,
    role,
    unit,
    n_reference: reference.rows,
    n_current: current.rows,
    missing_reference: reference.missing,
    missing_current: current.missing,
  };
  if ("skipped" in comparison) {
    const { skipped, textMethod } = comparison;
    return textMethod === undefined
      ? { ...named, skipped }
      : { ...named, type: "text", method: textMethod, skipped };
  }
  const { score, drifted, withinChance = false } = comparison;
  const { method, kind, threshold } = score;
  return {
    ...named,
    method,
    kind,
    score: jsonNumber(score.kind === "test" ? score.pValue : score.value),
    threshold,
    severity: jsonNumber(driftSeverity(score)),
    drifted,
    within_chance: withinChance,
  };
}

function regressionDocument({ regression }: WindowSummary, unit: string): RegressionDocument | null {
  if (regression === undefined) return null;
  const { metrics, spread } = regression;
  return {
    ...nullable(metrics),
    rows: metrics.rows,
    unit,
    ...(spread && { spread: nullable(spread) }),
    ...furtherDocument(regression),
  };
}

function furtherDocument(regression: RegressionPerformance): Partial<RegressionDocument> {
  const { confidence, dummy, normality, groups, overTime, intervals } = regression;
  return {
    ...(confidence && { confidence: mapValues(confidence, (interval) => nullable(interval)) }),
    ...(dummy && { dummy: nullable(dummy) }),
    ...(normality && {
      normality: nullable({ slope: normality.slope, intercept: normality.intercept, r: normality.r }),
    }),
    ...(groups && {
      groups: mapValues(groups, (group) => ({ ...nullable(group), rows: group.rows })),
    }),
    ...(overTime && {
      over_time: overTime.map(({ from, rows, ...numbers }) => ({ from, rows, ...nullable(numbers) })),
    }),
    ...(intervals && {
      intervals: {
        nominal: intervals.nominal,
        rows: intervals.rows,
        covered: jsonNumber(intervals.covered),
        width: jsonNumber(intervals.width),
      },
    }),
  };
}

function rankedDocument(segment: RankedSegment): MonitoringDocument["worst_segments"][number] {
  const { cut, ratio, excess, reference } = segment;
  return {
    cut,
    ...segmentDocument(segment),
    ratio: jsonNumber(ratio),
    excess: jsonNumber(excess),
    reference: reference === undefined ? null : segmentDocument(reference),
  };
}

function segmentDocument({ label, rows, me, mae }: Segment) {
  return { label, rows, me: jsonNumber(me), mae: jsonNumber(mae) };
}

function qualityDocument(finding: QualityFinding): MonitoringDocument["quality"][number] {
  const { kind, column, level, description, rows, examples } = finding;
  return {
    kind,
    column: column ?? null,
    level,
    description,
    rows: rows ?? null,
    examples: [...examples ?? []],
  };
}

/** In parity a status is Evidently's word. */
function testDocument(test: MonitoringTest, parity?: Parity): MonitoringDocument["tests"][number] {
  const { name, subject, status, severity = "alert", description } = test;
  const word = parity === undefined ? status : status === "passed" ? "SUCCESS" : "FAIL";
  return { name, ...(subject && { subject }), status: word, severity, description };
}

function nullable<K extends string>(numbers: Readonly<Record<K, number>>): Record<K, JsonNumber> {
  return mapValues(numbers, jsonNumber);
}

function mapValues<K extends string, T, U>(
  record: Readonly<Partial<Record<K, T>>>,
  change: (value: T) => U,
): Record<K, U> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value as T)]),
  ) as Record<K, U>;
}

function jsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : null;
}
