import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { TaxiError } from "../lib/errors.ts";
import { type Comparison, renderComparison, renderSummary, type Summary } from "./comparison.ts";

/** Options that every bench has; a type alias, because commander wants an index signature that interfaces lack. */
export type BenchOptions = {
  /** Measured rounds, each of one run of either side. */
  rounds: number;
  /** Rounds before these that do not count. */
  warmup: number;
  /** One JSON document on stdout instead of the table. */
  json?: true;
};

/** A command with the options that every bench has; `rounds` and `warmup` are their defaults. */
export function benchCommand(
  name: string,
  summary: string,
  { rounds, warmup }: { rounds: number; warmup: number },
): Command<[], BenchOptions> {
  return new Command(name)
    .description(summary)
    .option("--rounds <count>", "measured rounds", positiveInteger, rounds)
    .option("--warmup <count>", "rounds before these that do not count", wholeNumber, warmup)
    .option("--json", "print one JSON document on stdout");
}

/** Option parser: 1, 2, 3 ... */
export function positiveInteger(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("expected 1 or more");
  return value;
}

/** Option parser: above 0, fractions too. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < Infinity)) {
    throw new InvalidArgumentError("expected a number above 0");
  }
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return Number(text);
}

/**
 * Runs a bench to its exit code. Ctrl-C or SIGTERM aborts the signal given to `work`, which ends the running child and
 * lets every `finally` tidy up; then the process ends with 130. A {@linkcode TaxiError} becomes its sentence.
 */
export async function runBench(work: (signal: AbortSignal) => Promise<void>): Promise<never> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, stop);
  try {
    await work(interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) Deno.exit(130);
    if (!(error instanceof TaxiError)) throw error;
    say(error.hint === undefined ? error.message : `${error.message}. Try: ${error.hint}`);
    Deno.exit(error.exit);
  }
  return Deno.exit(0);
}

/** Tells a person, on stderr: stdout is the result's alone. */
export function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** A line after each run, so that a long bench is seen to move. */
export function sayRun(name: string, round: number, sample: Readonly<Record<string, number>>): void {
  const figures = Object.entries(sample).filter(([key]) => !key.includes("."));
  const shown = figures.map(([key, value]) =>
    `${key} ${value.toLocaleString("en", { maximumSignificantDigits: 3 })}`
  );
  say(`${round < 0 ? "warm-up" : `round ${round + 1}`}  ${name}  ${shown.join("  ")}`);
}

/** What a bench found: a comparison and whatever else it has to tell. */
export interface BenchResult {
  /** Its name, as in `bench:NAME`. */
  readonly bench: string;
  /** Both sides, summarised; absent where nothing stands beside what is measured. */
  readonly comparison?: Comparison;
  /** Further pairs of sides out of the same runs. */
  readonly further?: readonly Comparison[];
  /** Sides that have nothing beside them. */
  readonly summaries?: readonly Summary[];
  /** Further facts, for the JSON document: rows, metrics, versions. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Further lines under the table. */
  readonly notes?: readonly string[];
}

/** Prints a result on stdout: a table for a person, or one JSON document with the machine it was measured on. */
export function printResult(result: BenchResult, json = false): void {
  const { notes = [], ...document } = result;
  const { comparison, further = [], summaries = [] } = result;
  const text = json ? `${JSON.stringify({ ...document, machine: machine() }, null, 2)}\n` : [
    [
      ...[...comparison ? [comparison] : [], ...further].map(renderComparison),
      ...summaries.map(renderSummary),
    ].join("\n"),
    ...notes.map((note) => `${note}\n`),
  ].join("");
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

/** The machine, as far as it bears on figures. */
function machine(): Record<string, unknown> {
  return {
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    architecture: Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memoryBytes: Deno.systemMemoryInfo().total,
    deno: Deno.version.deno,
  };
}
