/**
 * Two shell commands against each other as whole processes, in turn.
 *
 *     deno task bench:measure 'taxi --help' 'python3 -c pass'
 *
 * @module
 */
import { benchCommand, type BenchOptions, printResult, runBench, say, sayRun } from "./bench_command.ts";
import { compare, type Figures } from "./comparison.ts";
import { measureCommand, PROCESS_METRICS } from "./measured_command.ts";
import { type Contestant, runAlternating } from "./paired_runs.ts";

async function measure(
  first: string,
  second: string,
  options: BenchOptions,
  signal: AbortSignal,
): Promise<void> {
  const side = (name: string): Contestant<Figures> => ({
    name,
    run: async () => (await measureCommand({ name, argv: ["sh", "-c", name] }, signal)).figures,
  });
  const samples = await runAlternating(side(first), side(second), { ...options, onRun: sayRun });
  const comparison = compare(["first", "second"], PROCESS_METRICS, samples);
  printResult({ bench: "measure", comparison, facts: { first, second } }, options.json);
}

if (import.meta.main) {
  const command = benchCommand(
    "measure",
    "two shell commands against each other as whole processes, in turn",
    {
      rounds: 5,
      warmup: 1,
    },
  ).argument("<first>", "a command for sh -c").argument("<second>", "the command to put beside it").parse();
  const [first, second] = command.processedArgs;
  say(`first:  ${first}\nsecond: ${second}`);
  await runBench((signal) => measure(first, second, command.opts(), signal));
}
