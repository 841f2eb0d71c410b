import { join } from "node:path";
import { EXIT } from "../lib/errors.ts";
import { type Figures, type Metric } from "./comparison.ts";
import { type CommandLine, measureCommand, PROCESS_METRICS } from "./measured_command.ts";
import { taxiCommand, type TaxiUnderTest } from "./measured_taxi.ts";
import type { Contestant } from "./paired_runs.ts";
import type { EvidentlyFindings, ReportFindings } from "./report_agreement.ts";
import { withScratch } from "./trip_job.ts";

const SCRIPT = join(import.meta.dirname!, "python", "evidently_report.py");

/** What a report is measured by. */
export const REPORT_METRICS: readonly Metric[] = [
  ...PROCESS_METRICS,
  { key: "htmlBytes", label: "HTML file", unit: "kB", scale: 1e-3 },
];

/** Two Parquet files of the same columns and what these are. */
export interface ReportJob {
  /** Path of the reference's file. */
  readonly reference: string;
  /** Path of the current window's file. */
  readonly current: string;
  /** Columns that are categories. */
  readonly categorical: readonly string[];
  /** Columns that are numbers, target and prediction among them. */
  readonly numerical: readonly string[];
  /** The column of times, where there is one. */
  readonly timestamp?: string;
  /** Name of the column that was to be predicted. */
  readonly target?: string;
  /** Name of the column that holds the predictions. */
  readonly prediction?: string;
}

/** A side that makes a page of `job` into a folder of its own, which goes when it is measured. */
export interface ReportSide {
  /** As it stands at the head of its column. */
  readonly name: string;
  /** The command that writes `html`; what it keeps besides goes under `scratch`. */
  readonly command: (html: string, scratch: string) => CommandLine;
}

/** `taxi report`, in its default mode unless `extra` says otherwise. */
export function taxiSide(
  taxi: TaxiUnderTest,
  job: ReportJob,
  name = "taxi",
  extra: readonly string[] = [],
): ReportSide {
  return {
    name,
    command: (html, scratch) => reportCommand(taxi, job, scratch, ["--output", html, ...extra]),
  };
}

/** Evidently's script. */
export function evidentlySide(python: string, job: ReportJob): ReportSide {
  return {
    name: "evidently",
    command: (html) => ({ name: "evidently", argv: [python, ...scriptArguments(job), "--html", html] }),
  };
}

/** Runs a side once and measures the whole process and the page that it leaves. */
export function measureReport({ command }: ReportSide, signal: AbortSignal): Promise<Figures> {
  return withScratch(async (scratch) => {
    const html = join(scratch, "report.html");
    const { figures } = await measureCommand(command(html, scratch), signal);
    return { ...figures, htmlBytes: (await Deno.stat(html)).size };
  });
}

/** The side as a contestant of alternating runs. */
export function contestant(side: ReportSide, signal: AbortSignal): Contestant<Figures> {
  return { name: side.name, run: () => measureReport(side, signal) };
}

/** What `taxi report --parity evidently` finds in the windows. */
export function parityFindings(
  taxi: TaxiUnderTest,
  job: ReportJob,
  signal: AbortSignal,
): Promise<ReportFindings> {
  return withScratch(async (scratch) => {
    const command = reportCommand(taxi, job, scratch, ["--parity", "evidently", "--json"]);
    const { output } = await measureCommand(command, signal);
    return JSON.parse(output.report);
  });
}

/** What Evidently finds in the windows. */
export async function evidentlyFindings(
  python: string,
  job: ReportJob,
  signal: AbortSignal,
): Promise<EvidentlyFindings> {
  const argv = [python, ...scriptArguments(job), "--json"];
  const { output } = await measureCommand({ name: "evidently", argv }, signal);
  return JSON.parse(output.evidently);
}

function reportCommand(
  taxi: TaxiUnderTest,
  job: ReportJob,
  scratch: string,
  extra: readonly string[],
): CommandLine {
  const windows = ["--reference", job.reference, "--current", job.current];
  const types = ["--categorical", job.categorical.join(), "--numeric", job.numerical.join()];
  const args = [...windows, ...types, ...roles(job), "--home", join(scratch, "home"), ...extra];
  return { ...taxiCommand(taxi, "report", args), done: [EXIT.alert] };
}

function scriptArguments(job: ReportJob): string[] {
  const columns = ["--categorical", job.categorical.join(), "--numerical", job.numerical.join()];
  const timestamp = job.timestamp === undefined ? [] : ["--timestamp", job.timestamp];
  return [SCRIPT, job.reference, job.current, ...columns, ...timestamp, ...roles(job)];
}

function roles({ target, prediction }: ReportJob): string[] {
  return target === undefined || prediction === undefined
    ? []
    : ["--target", target, "--prediction", prediction];
}
