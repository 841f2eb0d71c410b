import { join } from "node:path";
import type { Place } from "./bad_input_place.ts";

/** One thing done wrong, and what is told about it. */
export interface BadInput {
  readonly name: string;
  /** `--home` and `--json` are added unless they shall be `bare`. */
  readonly args: (place: Place) => readonly string[];
  readonly bare?: true;
  readonly code: 1 | 2;
  /** The one sentence, without `taxi: `. */
  readonly sentence: RegExp;
  /** The command that is suggested. */
  readonly hint?: RegExp;
}

const predict = (input: string) => ({ files, model }: Place) => [
  ...["predict", "--model", model, "--input", join(files, input), "--output", join(files, "out.parquet")],
];

/** Files that cannot be used. */
export const BAD_FILES: readonly BadInput[] = [
  {
    name: "an input file that is missing",
    args: predict("none.parquet"),
    code: 2,
    sentence: /^Cannot find ".*none\.parquet": no such file$/,
  },
  {
    name: "an input of another kind of file",
    args: predict("notes.txt"),
    code: 2,
    sentence: /^Cannot read "notes\.txt": its name ends in "\.txt", expected \.parquet, \.csv, .* or \.ipc$/,
  },
  {
    name: "a truncated Parquet file",
    args: predict("truncated.parquet"),
    code: 1,
    sentence: /^Cannot read "truncated\.parquet": footer is "....", expected "PAR1"$/,
  },
  {
    name: "a Parquet file that is empty",
    args: predict("empty.parquet"),
    code: 1,
    sentence: /^Cannot read "empty\.parquet": it has 0 bytes, too few for a Parquet file$/,
  },
  {
    name: "a Parquet file damaged in its footer",
    args: predict("damaged.parquet"),
    code: 1,
    sentence: /^Cannot read "damaged\.parquet": /,
  },
  {
    name: "a file without the needed columns",
    args: predict("columns.csv"),
    code: 1,
    sentence: /^Cannot use "columns\.csv": .*PULocationID.*expected/,
  },
  {
    name: "a folder as input",
    args: predict("folder.parquet"),
    code: 2,
    sentence: /^Cannot read ".*folder\.parquet": it is a folder, expected a file$/,
  },
  {
    name: "a raw month that is truncated",
    args: ({ files }) => ["ingest", "--months", "2024-01", "--source", files],
    code: 1,
    sentence: /^Cannot read "green_tripdata_2024-01\.parquet": footer is "....", expected "PAR1"$/,
  },
  {
    name: "a raw month without trips of the month",
    args: ({ files }) => ["ingest", "--months", "2019-02", "--source", files],
    code: 1,
    sentence:
      /^Cannot ingest ".*2019-02\.parquet": all 3000 rows were rejected \(.*month: \d+.*\), expected trips/,
  },
  {
    name: "a raw month without rows",
    args: ({ files }) => ["ingest", "--months", "2019-03", "--source", files],
    code: 1,
    sentence: /^Cannot ingest ".*2019-03\.parquet": it has no rows, expected trips of the asked months$/,
  },
];
