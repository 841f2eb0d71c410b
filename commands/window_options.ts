import { UsageError } from "../lib/errors.ts";
import type { TableMapping } from "../pipeline/monitoring/table_plan.ts";

/** What `--reference` and `--current` take. */
export const WINDOW_FORMS =
  "months of the store, a file (.parquet, .csv, .tsv, .csv.gz, .tsv.gz, .arrow, .feather, .ipc), or predictions, the log of " +
  "what was served, with days after a colon: predictions:2024-06-01..2024-06-07";

/** Description of `--target`. */
export const TARGET_OPTION = [
  "--target <column>",
  "the column that was to be predicted, in files; these are then taken as they are",
] as const;

/** Description of `--prediction`. */
export const PREDICTION_OPTION = [
  "--prediction <column>",
  "the column that holds the predictions, in files",
] as const;

/** Description of `--time`. */
export const TIME_OPTION = [
  "--time <column>",
  "when each row was, in files (default: the only column of times)",
] as const;

/** Description of `--columns`. */
export const COLUMNS_OPTION = ["--columns <names>", "compare only these: a,b", addNames] as const;

/** Description of `--ignore`. */
export const IGNORE_OPTION = ["--ignore <names>", "do not compare these: a,b", addNames] as const;

/** Description of `--numeric`. */
export const NUMERIC_OPTION = [
  "--numeric <names>",
  "columns of files that are numbers, however few values they have: a,b",
  addNames,
] as const;

/** Description of `--categorical`. */
export const CATEGORICAL_OPTION = [
  "--categorical <names>",
  'columns of files that are categories, letter by letter, so that "007" is not 7: a,b',
  addNames,
] as const;

/** Description of `--text`. */
export const TEXT_OPTION = [
  "--text <names>",
  "the same, but in parity typed by their values, as pandas' dtype str is: a,b",
  addNames,
] as const;

/**
 * What the options say about the columns; a command has them by the names of the mapping.
 *
 * @throws UsageError when two of them contradict each other
 */
export function tableMapping(options: TableMapping): TableMapping {
  const { target, prediction, time, columns, ignore, numeric, categorical, text } = options;
  const roles = [target, prediction, time].filter((name) => name !== undefined);
  const pairs = [
    ["--numeric", numeric, "--categorical", categorical],
    ["--numeric", numeric, "--text", text],
    ["--columns", columns, "--ignore", ignore],
    ["--target, --prediction or --time", roles, "--ignore", ignore],
    [
      "--target or --prediction",
      [target, prediction].filter((name) => name !== undefined),
      "--categorical",
      categorical,
    ],
  ] as const;
  for (const [one, names, other, others] of pairs) {
    const twice = names?.find((name) => others?.includes(name));
    if (twice === undefined) continue;
    throw new UsageError(`Cannot take "${twice}" for ${one} and for ${other}, expected one of them`);
  }
  if (target !== undefined && target === prediction) {
    throw new UsageError(`Cannot take "${target}" for --target and for --prediction, expected two columns`);
  }
  return { target, prediction, time, columns, ignore, numeric, categorical, text };
}

/** `a,b` adds two names; one with a comma in it stands in quotes: `"a,b",c`. */
export function addNames(text: string, before: string[] = []): string[] {
  const names = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,"][^,]*))\s*(?:,|$)/g)].map((
    [, quoted, plain],
  ) => quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
  if (names.length === 0 || names.includes("")) {
    throw new UsageError(`Cannot read the names "${text}": expected names of columns, such as a,b`);
  }
  return [...before, ...names];
}
