import { join } from "node:path";
import { type Month, parseMonths } from "../pipeline/trips/month.ts";
import type { TaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { monthFileName } from "../pipeline/trips/trip_source.ts";
import { type CommandLine, measureCommand } from "./measured_command.ts";
import { taxiCommand, type TaxiUnderTest } from "./measured_taxi.ts";

/** One job for `taxi` and for whatever it is compared with: months in, a trained and tested model out. */
export interface TripJob {
  /** Whose trips. */
  readonly kind: TaxiKind;
  /** Months to train on, as `taxi train --train` takes them. */
  readonly train: string;
  /** Months to test on, after those. */
  readonly test: string;
  /** Folder of the months' Parquet files, named as TLC names them. */
  readonly source: string;
}

/** Every month of the job, in calendar order. */
export function monthsOf(job: Pick<TripJob, "train" | "test">): Month[] {
  return parseMonths(`${job.train},${job.test}`);
}

/** The job's Parquet files, in calendar order. */
export function filesOf(job: TripJob): string[] {
  return monthsOf(job).map((month) => join(job.source, monthFileName(job.kind, month)));
}

/** The job as `taxi` does it: ingest, then train with `trainArgs` besides, into the folder `home`. */
export function taxiCommands(
  taxi: TaxiUnderTest,
  job: TripJob,
  home: string,
  trainArgs: readonly string[] = [],
): CommandLine[] {
  const common = ["--taxi", job.kind, "--home", home, "--json"];
  const months = monthsOf(job).join(",");
  return [
    taxiCommand(taxi, "ingest", ["--months", months, "--source", job.source, ...common]),
    taxiCommand(taxi, "train", [
      "--model",
      "linear",
      "--train",
      job.train,
      "--test",
      job.test,
      ...common,
      ...trainArgs,
    ]),
  ];
}

/**
 * Makes synthetic months with `taxi` itself, outside every measurement.
 *
 * @param rowsPerMonth trips of each month
 * @param home a scratch folder
 * @returns the folder in which the raw Parquet files lie: the `source` of a job
 */
export async function makeSyntheticMonths(
  taxi: TaxiUnderTest,
  { kind, train, test }: Pick<TripJob, "kind" | "train" | "test">,
  rowsPerMonth: number,
  home: string,
  signal?: AbortSignal,
): Promise<string> {
  const months = monthsOf({ train, test }).join(",");
  const what = ["--taxi", kind, "--months", months, "--source", "synthetic", "--rows", String(rowsPerMonth)];
  await measureCommand(taxiCommand(taxi, "ingest", [...what, "--home", home, "--json"]), signal);
  return join(home, "raw", "synthetic");
}

/** Lends `work` a temporary folder and removes it afterwards, whatever happens. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-bench-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
