import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
import { type Figures, type Metric, SHOWN } from "./comparison.ts";

const LAUNCHER = join(import.meta.dirname!, "measured_process.py");

/** A program to run to its end as a process of its own. */
export interface CommandLine {
  /** What a person calls it: `ingest`, `train`. */
  readonly name: string;
  /** Program and arguments; no shell in between. */
  readonly argv: readonly string[];
  /** Working folder; this process's own unless told. */
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes other than 0 that mean it is done, such as that of an alert. */
  readonly done?: readonly number[];
}

/** What one run used, and what it said. */
export interface MeasuredRun {
  /** `wallSeconds`, `cpuSeconds` (user and system), `peakBytes`, all of the whole process tree. */
  readonly figures: Figures;
  /** Standard output of each command, by its name. */
  readonly output: Readonly<Record<string, string>>;
}

/** What {@linkcode measureCommand} measures, as the rows of a comparison. */
export const PROCESS_METRICS: readonly Metric[] = [
  { key: "wallSeconds", label: "wall time", ...SHOWN.seconds },
  { key: "cpuSeconds", label: "user + system CPU", ...SHOWN.seconds },
  { key: "peakBytes", label: "peak memory", ...SHOWN.megabytes },
];

/**
 * Runs one command through the small launcher `measured_process.py`, which explains how the figures are taken.
 *
 * @throws TaxiError when the command fails; its own last words are in the sentence
 */
export async function measureCommand(command: CommandLine, signal?: AbortSignal): Promise<MeasuredRun> {
  const report = await Deno.makeTempFile({ prefix: "taxi-bench-", suffix: ".json" });
  try {
    const { code, stdout, stderr } = await new Deno.Command("python3", {
      args: [LAUNCHER, report, ...command.argv],
      cwd: command.cwd,
      env: command.env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).output();
    signal?.throwIfAborted();
    if (code !== 0 && !command.done?.includes(code)) {
      throw commandFailed(command, code, new TextDecoder().decode(stderr));
    }
    return {
      figures: JSON.parse(await Deno.readTextFile(report)),
      output: { [command.name]: new TextDecoder().decode(stdout) },
    };
  } finally {
    await Deno.remove(report);
  }
}

/**
 * Runs commands one after another, as one job: times add up, the peak is the largest, and each command's own figures
 * stand beside the totals as `NAME.wallSeconds` and so on.
 */
export async function measureCommands(
  commands: readonly CommandLine[],
  signal?: AbortSignal,
): Promise<MeasuredRun> {
  const figures: Record<string, number> = { wallSeconds: 0, cpuSeconds: 0, peakBytes: 0 };
  const output: Record<string, string> = {};
  for (const command of commands) {
    const run = await measureCommand(command, signal);
    figures.wallSeconds += run.figures.wallSeconds;
    figures.cpuSeconds += run.figures.cpuSeconds;
    figures.peakBytes = Math.max(figures.peakBytes, run.figures.peakBytes);
    for (const [key, value] of Object.entries(run.figures)) figures[`${command.name}.${key}`] = value;
    Object.assign(output, run.output);
  }
  return { figures, output };
}

/** Totals, then the same for each named command. */
export function metricsOfCommands(names: readonly string[]): Metric[] {
  const ofCommand = (name: string): Metric[] =>
    PROCESS_METRICS.map((metric) => ({
      ...metric,
      key: `${name}.${metric.key}`,
      label: `  ${name}: ${metric.label}`,
    }));
  return [...PROCESS_METRICS, ...names.flatMap(ofCommand)];
}

function commandFailed(command: CommandLine, code: number, stderr: string): TaxiError {
  const said = stderr.trim().split("\n").slice(-3).join(" | ") || "nothing on stderr";
  return new TaxiError(
    `Cannot measure "${command.argv.join(" ")}": it ended with ${code}, expected 0; it said: ${said}`,
    {
      code: "bench_command",
    },
  );
}
