import { join } from "node:path";
import { MODEL_FORMAT } from "../pipeline/models/model_format.ts";
import { BAD_FILES, type BadInput } from "./bad_files.ts";

const INGEST = ["ingest", "--source", "synthetic", "--months", "2024-03"];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04"];

const reportOf = (data: string) => ["report", "--reference", data, "--current", data];

const MONTHS: readonly BadInput[] = [
  {
    name: "months the wrong way round",
    args: () => ["ingest", "--months", "2024-05..2024-03"],
    code: 2,
    sentence:
      /^Months "2024-05\.\.2024-03" run backwards: 2024-03 is before 2024-05, expected FIRST\.\.LAST$/,
    hint: /2024-03\.\.2024-05/,
  },
  {
    name: "a month that is none",
    args: () => ["ingest", "--months", "2024-13"],
    code: 2,
    sentence: /^Cannot read month "2024-13": expected YYYY-MM, such as 2023-01$/,
  },
  {
    name: "a month that is not in the store",
    args: () => ["train", "--train", "2024-03", "--test", "2025-01"],
    code: 2,
    sentence: /^Cannot find green 2025-01 in the trip store: it holds 2024-03\.\.2024-04 of green$/,
    hint: /^taxi ingest --taxi green --months 2025-01$/,
  },
  {
    name: "a report on a month that is not in the store",
    args: () => ["report", "--reference", "2024-03", "--current", "2025-01"],
    code: 2,
    sentence: /^Cannot find green 2025-01 in the trip store/,
    hint: /^taxi ingest --taxi green --months 2025-01$/,
  },
  {
    name: "a test month that is trained on",
    args: () => ["train", "--train", "2024-03..2024-04", "--test", "2024-04"],
    code: 2,
    sentence: /^Cannot train on 2024-04 and test on the same: expected later months for --test$/,
  },
  {
    name: "a month that the source does not have",
    args: ({ files }) => ["ingest", "--months", "2019-01", "--source", files],
    code: 1,
    sentence: /^Cannot find green 2019-01 in ".*": expected file green_tripdata_2019-01\.parquet$/,
  },
];

const MODELS: readonly BadInput[] = [
  {
    name: "a model that is not registered",
    args: () => ["serve", "--port", "0", "--model", "none@champion"],
    code: 2,
    sentence: /^Cannot find registered model "none"$/,
    hint: /^taxi models list$/,
  },
  {
    name: "an alias that the model does not have",
    args: () => ["serve", "--port", "0", "--model", "taxi-duration@none"],
    code: 2,
    sentence: /^Cannot find alias "none" of "taxi-duration": it has "champion"$/,
    hint: /^taxi models show taxi-duration$/,
  },
  {
    name: "a version that the model does not have",
    args: () => ["monitor", "--model", "taxi-duration/7"],
    code: 2,
    sentence: /^Cannot find version 7 of "taxi-duration": latest is 1$/,
    hint: /^taxi models show taxi-duration$/,
  },
  {
    name: "a model file that is missing",
    args: () => ["serve", "--port", "0", "--model", "none.taxi"],
    code: 2,
    sentence: /^Cannot find model "none\.taxi": no such file$/,
    hint: /^taxi models list$/,
  },
  {
    name: "a model file of another format version",
    args: ({ files }) => ["serve", "--port", "0", "--model", join(files, "version.taxi")],
    code: 1,
    sentence: new RegExp(
      `^Cannot read model "version\\.taxi": it has format version 99, expected ${MODEL_FORMAT}$`,
    ),
  },
  {
    name: "a model file in which one byte is another",
    args: ({ files }) => ["serve", "--port", "0", "--model", join(files, "corrupt.taxi")],
    code: 1,
    sentence: /^Cannot read model "corrupt\.taxi": its checksum is .*: the file is damaged$/,
  },
  {
    name: "a model file that is cut off",
    args: ({ files }) => ["serve", "--port", "0", "--model", join(files, "cut.taxi")],
    code: 1,
    sentence: /^Cannot read model "cut\.taxi": its checksum is .*: the file is damaged$/,
  },
  {
    name: "a file that is no model",
    args: ({ files }) => ["serve", "--port", "0", "--model", join(files, "notes.txt")],
    code: 1,
    sentence:
      /^Cannot read model "notes\.txt": it does not begin as a model file, expected one made by taxi train$/,
  },
  {
    name: "the deletion of a version that has an alias",
    args: () => ["models", "delete", "taxi-duration", "1"],
    code: 2,
    sentence:
      /^Cannot delete version 1 of "taxi-duration": it is its champion, expected a version without alias$/,
    hint: /^taxi models alias taxi-duration champion none$/,
  },
  {
    name: "an alias for a version that is not there",
    args: () => ["models", "alias", "taxi-duration", "champion", "9"],
    code: 2,
    sentence: /^Cannot find version 9 of "taxi-duration": latest is 1$/,
    hint: /^taxi models show taxi-duration$/,
  },
  {
    name: "a name that no model can have",
    args: () => [...TRAIN, "--register", "a/b"],
    code: 2,
    sentence: /^Cannot register a model as "a\/b": expected a name without "\/", ":" and "@"$/,
  },
  {
    name: "a run that is not there",
    args: () => ["runs", "show", "ffff"],
    code: 2,
    sentence: /^Cannot find run "ffff": 0 ids begin so, expected one$/,
    hint: /^taxi runs list$/,
  },
  {
    name: "a judgement on nothing",
    args: () => ["monitor"],
    code: 1,
    sentence: /^Cannot judge taxi-duration version 1: the log of ".*" has no prediction of it$/,
    hint: /^taxi serve --model taxi-duration\/1/,
  },
];

const WORDS: readonly BadInput[] = [
  {
    name: "a command that is not there",
    args: () => ["ingset"],
    code: 2,
    sentence: /^Unknown command "ingset"/,
    hint: /^taxi --help$/,
  },
  {
    name: "a subcommand that is not there",
    args: () => ["runs", "lst"],
    code: 2,
    sentence: /^Unknown command "lst": did you mean "list"\?$/,
    hint: /^taxi runs --help$/,
  },
  {
    name: "no subcommand",
    args: () => ["models"],
    bare: true,
    code: 2,
    sentence: /^A command is missing: expected one of those in the help$/,
    hint: /^taxi models --help$/,
  },
  {
    name: "an option that is not there",
    args: () => [...INGEST, "--month", "2024-03"],
    code: 2,
    sentence: /^Unknown option "--month": did you mean "--months"\?$/,
    hint: /^taxi ingest --help$/,
  },
  {
    name: "an option without its value",
    args: () => ["serve", "--port"],
    code: 2,
    sentence: /^(Option "--port <number>" argument missing|Cannot read --port "--home")/,
  },
  {
    name: "a required option left out",
    args: () => ["train", "--train", "2024-03"],
    code: 2,
    sentence: /^Required option "--test <months>" not specified$/,
    hint: /^taxi train --help$/,
  },
  {
    name: "a word too many",
    args: () => [...INGEST, "2024-04"],
    code: 2,
    sentence: /^Too many arguments for "ingest": expected 0 arguments but got 1: 2024-04$/,
    hint: /^taxi ingest --help$/,
  },
  {
    name: "a kind of model that is not there",
    args: () => [...TRAIN, "--model", "forest"],
    code: 2,
    sentence: /^Unknown model kind "forest": expected mean or linear$/,
  },
  {
    name: "a kind of taxi that is not there",
    args: () => [...INGEST, "--taxi", "blue"],
    code: 2,
    sentence: /"blue".*green.*yellow/,
  },
  {
    name: "a distance that is none",
    args: () => [...INGEST, "--max-distance", "far"],
    code: 2,
    sentence: /^Cannot read --max-distance "far": expected miles above 0, or none$/,
  },
  {
    name: "a source that is not there",
    args: () => ["ingest", "--months", "2024-03", "--source", "nonsense"],
    code: 1,
    sentence: /^Cannot find green 2024-03 in "nonsense": expected file green_tripdata_2024-03\.parquet$/,
  },
  {
    name: "a source of another protocol",
    args: () => ["ingest", "--months", "2024-03", "--source", "ftp://x"],
    code: 2,
    sentence: /^Unknown source "ftp:\/\/x": expected tlc, synthetic, a folder or an http\(s\) URL$/,
  },
  {
    name: "rows that are no number",
    args: () => [...INGEST, "--rows", "-5"],
    code: 2,
    sentence: /^Cannot read --rows "-5": expected a whole number of 1 or more$/,
  },
  {
    name: "a port that is none",
    args: () => ["serve", "--port", "99999"],
    code: 2,
    sentence: /^Cannot read --port "99999": expected a whole number from 0 to 65535$/,
  },
  {
    name: "a schedule that is none",
    args: () => ["monitor", "--schedule", "often"],
    code: 2,
    sentence: /^Cannot read --schedule "often": /,
    hint: /^taxi monitor --schedule/,
  },
  {
    name: "a target that is no column",
    args: ({ files }) => [...reportOf(join(files, "columns.csv")), "--target", "nope"],
    code: 2,
    sentence: /^Cannot take "nope" of "columns\.csv" as --target: it has .*, expected a column of numbers$/,
  },
  {
    name: "a target for months",
    args: () => [...reportOf("2024-03"), "--target", "duration"],
    code: 2,
    sentence: /^Cannot take --target from "2024-03", which is no file: expected two files$/,
    hint: /^taxi report --reference/,
  },
  {
    name: "a drift method that is not there",
    args: () => ["report", "--reference", "2024-03", "--current", "2024-04", "--method", "duration=magic"],
    code: 2,
    sentence: /^Unknown drift method "magic": expected /,
  },
];

const PLACES: readonly BadInput[] = [
  {
    name: "a port in use",
    args: ({ port }) => ["serve", "--port", String(port)],
    code: 1,
    sentence: /^Cannot listen on 127\.0\.0\.1:\d+: the port is in use, expected a free one$/,
    hint: /--port 0/,
  },
  ...["ingest", "train", "serve", "report"].map((command): BadInput => ({
    name: `a file in place of the home of ${command}`,
    args: ({ files }) => [
      ...{
        ingest: INGEST,
        train: TRAIN,
        serve: ["serve"],
        report: ["report", "--reference", "2024-03", "--current", "2024-04"],
      }[command]!,
      ...["--home", join(files, "notes.txt")],
    ],
    code: 2,
    sentence: /^Cannot use home ".*notes\.txt": it is a file, expected a folder$/,
  })),
  {
    name: "a home below a file",
    args: ({ files }) => [...INGEST, "--home", join(files, "notes.txt", "home")],
    code: 1,
    sentence: /^Cannot lock ".*notes\.txt\/home\/.*": a part of the path is a file, expected a folder$/,
  },
  {
    name: "a folder in place of the model file to write",
    args: ({ files }) => [...TRAIN, "--output", files],
    code: 2,
    sentence: /^Cannot write ".*": it is a folder, expected a file$/,
  },
  {
    name: "a folder in place of the report to write",
    args: (
      { files },
    ) => ["report", "--reference", "2024-03", "--current", "2024-04", "--output", `${files}/`],
    code: 2,
    sentence: /^Cannot write ".*\/": it is a folder, expected a file$/,
  },
  {
    name: "a file in place of a folder of the report to write",
    args: ({ files }) => [
      ...["report", "--reference", "2024-03", "--current", "2024-04"],
      ...["--output", join(files, "notes.txt", "report.html")],
    ],
    code: 1,
    sentence:
      /^Cannot write ".*report\.html": a (file of that name is in the way|part of the path is a file)/,
  },
  {
    name: "predictions of an unknown kind of file",
    args: ({ files, model }) => [
      ...[
        "predict",
        "--model",
        model,
        "--input",
        join(files, "columns.csv"),
        "--output",
        join(files, "out.json"),
      ],
    ],
    code: 2,
    sentence: /^Cannot write "out\.json": its name ends in "\.json", expected \.parquet or \.csv$/,
  },
];

/** Everything that can be done wrong. */
export const BAD_INPUTS: readonly BadInput[] = [...BAD_FILES, ...MONTHS, ...MODELS, ...WORDS, ...PLACES];
