import { formatCounted, formatPercent } from "../../lib/format.ts";
import { columnQuality } from "./column_quality.ts";
import type { QualityFinding } from "./monitoring_result.ts";
import { DEFAULT_QUALITY_LIMITS, levelOf, type QualityLimits } from "./quality_limits.ts";
import { timeQuality } from "./time_quality.ts";
import type { Window, WindowColumn } from "./window.ts";

/** What to look for, and against which clock. */
export interface QualityOptions {
  /** Limits instead of the defaults. */
  readonly limits?: Partial<QualityLimits>;
  /** Milliseconds since 1970; rows in the future are looked for only with it. */
  readonly now?: number;
}

/** What is wrong with the data of current that the reference does not lead to expect; the worst first. */
export function dataQuality(
  reference: Window,
  current: Window,
  options: QualityOptions = {},
): QualityFinding[] {
  const limits = { ...DEFAULT_QUALITY_LIMITS, ...options.limits };
  const nothing = emptyWindows(reference, current);
  if (nothing.length > 0) return nothing;
  const after = new Map(current.columns.map((column) => [column.name, column]));
  const found = [
    ...schema(reference, current, limits),
    ...reference.columns.flatMap((before) => {
      const column = after.get(before.name);
      if (column === undefined || retyped(before, column)) return [];
      const of = columnQuality(before.name, before.distribution, column.distribution, limits);
      return before.role === "target" ? of.map(mayComeLater) : of;
    }),
    ...duplicates(reference, current, limits),
    ...timeQuality(reference, current, limits, options.now),
  ];
  const order = ["alert", "warning", "note"];
  return found.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** What really happened is known later than the rest: that some of it is not there yet is no fault. */
function mayComeLater(finding: QualityFinding): QualityFinding {
  return finding.kind === "missing" ? { ...finding, level: "note" } : finding;
}

/** A window without rows leaves nothing to compare, whatever limits say. */
function emptyWindows(reference: Window, current: Window): QualityFinding[] {
  return [["reference", reference], ["current", current]].flatMap(([which, window]) =>
    (window as Window).rows > 0 ? [] : [{
      kind: "volume",
      level: "alert",
      description: `The ${which} window "${(window as Window).name}" has no rows`,
    }]
  );
}

/** Columns of one window only, and columns of another type. The outcome of trips may not be known yet. */
function schema(reference: Window, current: Window, { schema: limit }: QualityLimits): QualityFinding[] {
  if (limit === false) return [];
  const before = new Map(reference.columns.map((column) => [column.name, column]));
  const after = new Map(current.columns.map((column) => [column.name, column]));
  const of = (column: string, level: QualityFinding["level"], description: string): QualityFinding => ({
    kind: "schema",
    column,
    level,
    description: `${column} ${description}`,
  });
  const gone = reference.columns.filter(({ name }) => !after.has(name)).map(({ name, role }) =>
    of(
      name,
      role === "feature" ? levelOf(limit, 1) : "note",
      "is a column of the reference and not of current",
    )
  );
  const fresh = current.columns.filter(({ name }) => !before.has(name)).map(({ name }) =>
    of(name, "note", "is a column of current and not of the reference")
  );
  const changed = current.columns.flatMap((column) => {
    const was = before.get(column.name);
    if (was === undefined || !retyped(was, column)) return [];
    const kinds = `is ${was.distribution.kind} in the reference and ${column.distribution.kind} in current`;
    return [of(column.name, levelOf(limit, 1), kinds)];
  });
  return [...gone, ...changed, ...fresh];
}

/** A column without any value has no type that could differ. */
function retyped({ distribution: before }: WindowColumn, { distribution: after }: WindowColumn): boolean {
  return before.rows > 0 && after.rows > 0 && before.kind !== after.kind;
}

/** Repeats grow with the rows: twice as many rows have up to twice the share of repeats. */
function duplicates(
  { duplicates: before, rows: rowsBefore }: Window,
  { duplicates: after, rows }: Window,
  { duplicates: limit }: QualityLimits,
): QualityFinding[] {
  if (limit === false || before === undefined || after === undefined || after.rows === 0) return [];
  const share = after.rows / rows;
  const expected = Math.min(1, (before.rows / rowsBefore) * Math.max(1, rows / rowsBefore));
  if (share <= expected) return [];
  const estimated = after.sampled < 1
    ? `about ${formatCounted(after.rows, "row")}`
    : formatCounted(after.rows, "row");
  return [{
    kind: "duplicates",
    level: levelOf(limit, share - expected),
    description: `${estimated} (${formatPercent(share)}) ${
      after.rows === 1 ? "repeats" : "repeat"
    } an earlier row in every column; in the reference it is ${formatPercent(before.rows / rowsBefore)}`,
    rows: after.rows,
  }];
}
