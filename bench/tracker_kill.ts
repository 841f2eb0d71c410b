/**
 * Eight clients write to `taxi serve` at once, and again and again it is killed with SIGKILL at a random moment: is every write
 * that was acknowledged there after the next start, and does any client ever hear of a locked database?
 *
 *     deno task bench:tracker:kill
 *
 * @module
 */
import { TaxiError } from "../lib/errors.ts";
import { seededRandom } from "../lib/random.ts";
import { freePort } from "../tools/free_port.ts";
import {
  benchCommand,
  type BenchOptions,
  positiveInteger,
  positiveNumber,
  printResult,
  runBench,
  say,
  sayRun,
} from "./bench_command.ts";
import { type Figures, type Metric, SHOWN, summarize } from "./comparison.ts";
import { TAXI_OPTION, taxiUnderTest } from "./measured_taxi.ts";
import { killTree } from "./process_tree.ts";
import { TrackerClient } from "./tracker_client.ts";
import { startTracker, taxiTracker, type Tracker } from "./tracker_sides.ts";
import { type Acknowledged, writeAtOnce, type Written } from "./tracker_writers.ts";
import { withScratch } from "./trip_job.ts";

/** A server lives between these many seconds. */
const LEAST_LIFE = 0.2, MOST_LIFE = 5;

const METRICS: readonly Metric[] = [
  { key: "kills", label: "servers killed", ...SHOWN.count },
  { key: "acknowledged", label: "writes acknowledged", ...SHOWN.count },
  { key: "lost", label: "acknowledged, not there after the restart", ...SHOWN.count },
  { key: "locked", label: "answers that tell of a locked database", ...SHOWN.count },
  { key: "refused", label: "answers other than 200", ...SHOWN.count },
  { key: "unanswered", label: "writes on their way as their server was killed", ...SHOWN.count },
];

interface KillOptions extends BenchOptions {
  seconds: number;
  writers: number;
  servers: number;
  seed: string;
  taxi?: string;
}

/** Servers on one home, from their start until all of them are killed at once. */
async function lifeOfServers(
  tracker: Tracker,
  home: string,
  seconds: number,
  { servers, writers }: KillOptions,
  signal: AbortSignal,
): Promise<Written[]> {
  await using stack = new AsyncDisposableStack();
  const start = () => startTracker(tracker, home, signal, freePort());
  const started = await Promise.allSettled(Array.from({ length: servers }, start));
  const running = started.flatMap((one) => one.status === "fulfilled" ? [stack.use(one.value)] : []);
  for (const one of started) if (one.status === "rejected") throw one.reason;
  const each = Math.ceil(writers / servers);
  const writing = running.map(({ port }) => writeAtOnce(port, each, signal));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await Promise.all(running.map(({ pid }) => killTree(pid)));
  return await Promise.all(writing);
}

async function killAgainAndAgain(
  tracker: Tracker,
  home: string,
  options: KillOptions,
  random: () => number,
  signal: AbortSignal,
): Promise<Figures> {
  const written: Written[] = [];
  let kills = 0;
  for (let left = options.seconds; left > 0; kills++) {
    signal.throwIfAborted();
    const seconds = Math.min(left, LEAST_LIFE + random() * (MOST_LIFE - LEAST_LIFE));
    written.push(...await lifeOfServers(tracker, home, seconds, options, signal));
    left -= seconds;
  }
  await using server = await startTracker(tracker, home, signal);
  const acknowledged = written.flatMap(({ acknowledged }) => acknowledged);
  const refused = written.flatMap(({ refused }) => refused);
  for (const text of new Set(refused)) say(`refused: ${text}`);
  return {
    kills: kills * options.servers,
    acknowledged: acknowledged.length,
    lost: await countLost(server.port, acknowledged),
    locked: refused.filter((text) => /locked/i.test(text)).length,
    refused: refused.length,
    unanswered: written.reduce((sum, { unanswered }) => sum + unanswered, 0),
  };
}

async function countLost(port: number, acknowledged: readonly Acknowledged[]): Promise<number> {
  using client = await TrackerClient.connect(port);
  let lost = 0;
  for (const [run, points] of Map.groupBy(acknowledged, ({ run }) => run)) {
    const answer = await client.get(`metrics/get-history?run_id=${run}&metric_key=m&max_results=1000000`);
    const { metrics = [] } = answer.json();
    const kept = new Set(metrics.map(({ step }: { step: number }) => step));
    lost += points.filter(({ step }) => !kept.has(step)).length;
  }
  return lost;
}

async function benchKill(options: KillOptions, signal: AbortSignal): Promise<void> {
  const taxi = await taxiUnderTest(options.taxi);
  say(`taxi is ${taxi.description}`);
  const random = seededRandom(options.seed);
  await withScratch(async (scratch) => {
    const samples: Figures[] = [];
    for (let round = -options.warmup; round < options.rounds; round++) {
      const home = await Deno.makeTempDir({ dir: scratch });
      const sample = await killAgainAndAgain(taxiTracker(taxi), home, options, random, signal);
      sayRun("taxi", round, sample);
      if (round >= 0) samples.push(sample);
    }
    const faults = samples.reduce((sum, { lost, refused }) => sum + lost + refused, 0);
    const notes = [
      `taxi is ${taxi.description}`,
      `goal: every acknowledged write is kept and none is refused; found ${faults} that ${
        faults === 1 ? "is" : "are"
      } not, ${faults === 0 ? "reached" : "NOT reached"}`,
    ];
    const facts = { taxi: taxi.description, seed: options.seed, writers: options.writers };
    const summaries = [summarize("taxi", METRICS, samples)];
    printResult({ bench: "tracker:kill", summaries, facts, notes }, options.json);
    if (faults > 0) throw new TaxiError("Writes are lost or refused", { code: "bench_lost" });
  });
}

if (import.meta.main) {
  const command = benchCommand(
    "bench:tracker:kill",
    "clients write while the server is killed: what was acknowledged is kept",
    { rounds: 1, warmup: 0 },
  )
    .option("--seconds <count>", "seconds of writing in each round", positiveNumber, 60)
    .option("--writers <count>", "clients at once", positiveInteger, 8)
    .option("--servers <count>", "servers on the same database", positiveInteger, 1)
    .option("--seed <text>", "chooses the moments of the kills", "bench")
    .option(...TAXI_OPTION)
    .parse();
  await runBench((signal) => benchKill(command.opts(), signal));
}
