import type { CategoricalDistribution, NumericDistribution } from "./distribution.ts";
import type { Parity, TextMethod } from "./monitoring_result.ts";
import type { TableMapping } from "./table_plan.ts";
import type { Window, WindowColumn } from "./window.ts";

/** Whole numbers with at most so many values are categories, as Evidently takes them. */
const MOST_CATEGORIES = 10;

/** Up to so many rows Evidently takes another method for text, as for all else. */
const MOST_ROWS_TESTED = 1000;

/**
 * Both windows of a table with columns of the kind that their values ask for. Current decides for both, so that a column is
 * of one kind on both sides: whole numbers of few values are categories, unless they were named as numbers, as target or as
 * prediction.
 *
 * In parity it is Evidently's inference (SPEC of Evidently 0.7.23, `infer_column_type`): target and prediction are typed as all
 * others, pandas turns whole numbers with gaps into floats and truths with gaps into something that is left out, text that hardly
 * repeats is free text, columns of the reference alone are left out, and numbers come before categories and text.
 */
export function typeColumns(
  reference: Window,
  current: Window,
  mapping: TableMapping,
  parity?: Parity,
): [Window, Window] {
  if (parity === undefined) {
    const few = names(current, (column) => column.role === "feature" && isFewWhole(column, mapping));
    return [withCategories(reference, few), withCategories(current, few)];
  }
  const kept = current.columns.filter((column) => !isUnknown(column, mapping));
  const few = names(current, (column) => isFewWhole(column, mapping) && column.distribution.missing === 0);
  const text = names(current, (column) => isFreeText(column, mapping));
  const first = withCategories(reference, few), second = withCategories(current, few);
  const order = evidentlyOrder(
    second.columns.filter(({ name }) => kept.some((column) => column.name === name)),
    {
      text,
      categorical: mapping.categorical ?? [],
    },
  );
  const arrange = (window: Window): Window => ({
    ...window,
    columns: order.flatMap((name) => {
      const column = window.columns.find((column) => column.name === name);
      return column === undefined ? [] : [text.has(name) ? asText(column, first) : column];
    }),
  });
  return [arrange(first), arrange(second)];
}

function names(window: Window, holds: (column: WindowColumn) => boolean): Set<string> {
  return new Set(window.columns.filter(holds).map(({ name }) => name));
}

function isFewWhole({ name, source, distribution }: WindowColumn, { numeric }: TableMapping): boolean {
  return (source === "int" || source === "uint") && !numeric?.includes(name) &&
    distribution.kind === "numeric" && distribution.values.length <= MOST_CATEGORIES;
}

/** Truths with gaps are objects to pandas, of no type that Evidently knows. */
function isUnknown({ name, source, distribution }: WindowColumn, { categorical }: TableMapping): boolean {
  return source === "bool" && distribution.missing > 0 && !categorical?.includes(name);
}

function isFreeText({ name, source, distribution }: WindowColumn, { categorical }: TableMapping): boolean {
  if (source !== "text" || categorical?.includes(name) || distribution.kind !== "categorical") return false;
  return distribution.tooMany === true || distribution.counts.size > distribution.rows / 2;
}

/** Numbers, then categories, those that were named before all others, then text, each in the order of the file. */
function evidentlyOrder(
  columns: readonly WindowColumn[],
  { text, categorical }: { readonly text: ReadonlySet<string>; readonly categorical: readonly string[] },
): string[] {
  const rank = ({ name, distribution }: WindowColumn) => {
    if (distribution.kind === "numeric") return 0;
    if (text.has(name)) return 3;
    return categorical.includes(name) ? 1 + categorical.indexOf(name) / (categorical.length + 1) : 2;
  };
  return [...columns].sort((one, other) => rank(one) - rank(other)).map(({ name }) => name);
}

function withCategories(window: Window, few: ReadonlySet<string>): Window {
  return {
    ...window,
    columns: window.columns.map((column) =>
      few.has(column.name) && column.distribution.kind === "numeric"
        ? { ...column, distribution: asCategories(column.distribution) }
        : column
    ),
  };
}

function asCategories({ values, counts, rows, missing }: NumericDistribution): CategoricalDistribution {
  const labelled = new Map([...values].map((value, i) => [String(value), counts[i]]));
  return { kind: "categorical", counts: labelled, rows, missing };
}

/** Its method is chosen by the rows of the reference that have a value. */
function asText(column: WindowColumn, reference: Window): WindowColumn {
  const rows = reference.columns.find(({ name }) => name === column.name)?.distribution.rows ?? 0;
  const textMethod: TextMethod = rows <= MOST_ROWS_TESTED
    ? "perc_text_content_drift"
    : "abs_text_content_drift";
  return {
    ...column,
    textMethod,
    skipped:
      `The column is free text, which Evidently compares by ${textMethod}, a classifier with chance in it`,
  };
}
