/**
 * This tree, uncommitted changes and all, against a git ref: the same `taxi` commands by `deno run` in both.
 *
 *     deno task bench:ref main
 *     deno task bench:ref HEAD~1 -- serve --help
 *
 * @module
 */
import { dirname, join } from "node:path";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { compare, type Figures } from "./comparison.ts";
import { withWorktree } from "./git_worktree.ts";
import { type CommandLine, measureCommands, metricsOfCommands } from "./measured_command.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";
import { taxiFromSource, type TaxiUnderTest } from "./measured_taxi.ts";
import { makeSyntheticMonths, taxiCommands, withScratch } from "./trip_job.ts";

const PROJECT = dirname(import.meta.dirname!);
const MONTHS = { kind: "green", train: "2023-01", test: "2023-02" } as const;

interface RefOptions extends BenchOptions {
  rows: number;
}

type CommandsOf = (taxi: TaxiUnderTest, home: string) => CommandLine[];

/** What is run on both sides: the arguments asked for, else ingest and train on months that this tree made once. */
async function chooseCommands(
  asked: readonly string[],
  { rows }: RefOptions,
  scratch: string,
  signal: AbortSignal,
): Promise<{ names: string[]; commandsOf: CommandsOf }> {
  if (asked.length > 0) {
    const name = asked.join(" ");
    const commandsOf: CommandsOf = (
      taxi,
      home,
    ) => [{ name, argv: [...taxi.argv, ...asked], env: { TAXI_HOME: home } }];
    return { names: [], commandsOf };
  }
  say("making synthetic months");
  const source = await makeSyntheticMonths(
    taxiFromSource(PROJECT),
    MONTHS,
    rows,
    join(scratch, "synthetic"),
    signal,
  );
  const commandsOf: CommandsOf = (taxi, home) => taxiCommands(taxi, { ...MONTHS, source }, home);
  return { names: ["ingest", "train"], commandsOf };
}

async function benchRef(
  ref: string,
  asked: readonly string[],
  options: RefOptions,
  signal: AbortSignal,
): Promise<void> {
  await withWorktree(ref, (checkout, commit) =>
    withScratch(async (scratch) => {
      const { names, commandsOf } = await chooseCommands(asked, options, scratch, signal);
      const side = (name: string, folder: string): Contestant<Figures> => ({
        name,
        run: () =>
          withScratch(async (home) =>
            (await measureCommands(commandsOf(taxiFromSource(folder), home), signal)).figures
          ),
      });
      const [first, second] = [side(ref, checkout), side("this tree", PROJECT)];
      const samples = await runAlternating(first, second, { ...options, onRun: sayRun });
      const comparison = compare([first.name, second.name], metricsOfCommands(names), samples);
      printResult(
        { bench: "ref", comparison, facts: { ref, commit }, notes: [`${ref} is ${commit}`] },
        options.json,
      );
    }));
}

if (import.meta.main) {
  const command = benchCommand("bench:ref", "this tree against a git ref, the same taxi commands in both", {
    rounds: 5,
    warmup: 1,
  })
    .argument("<ref>", "branch, tag or commit to compare with")
    .argument("[arguments...]", "taxi's arguments, after --; ingest and train unless told")
    .option("--rows <count>", "synthetic trips a month", positiveInteger, 200_000)
    .parse();
  const [ref, asked] = command.processedArgs;
  await runBench((signal) => benchRef(ref, asked, command.opts(), signal));
}
