import type { WorkerProcess } from "./worker_process.ts";

/** What {@linkcode supervise} needs to know. */
export interface SuperviseOptions {
  /** Workers to keep alive. */
  readonly count: number;
  /** Starts one. @param worker counts from 1 @param first what the first one said, whose port the others share */
  readonly start: (worker: number, first: unknown) => WorkerProcess;
  /** Called when all of them listen, with what they said. */
  readonly onListen: (documents: readonly unknown[], pids: readonly number[]) => void;
  /** Told in a sentence of each worker that ends without being told. */
  readonly onNotice: (sentence: string) => void;
  /** Ends all of them when it aborts. */
  readonly signal: AbortSignal;
  /** Milliseconds that they get to drain and end by themselves. */
  readonly stopMilliseconds: number;
}

const FIRST_DELAY_MILLISECONDS = 100, MAX_DELAY_MILLISECONDS = 5000;
/** A worker that lived so long is no part of a loop of crashes. */
const HEALTHY_MILLISECONDS = 10_000;

/**
 * Keeps workers alive until `signal` aborts: one that dies is started again, after a longer wait each time that it dies young.
 *
 * @returns exit code: that of a worker which could not begin, or did not end well when it was told to; else 0
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { count, start, onListen, signal, stopMilliseconds } = options;
  const living = new Map<number, WorkerProcess>();
  const launch = (worker: number, first: unknown) => {
    const launched = start(worker, first);
    living.set(worker, launched);
    if (signal.aborted) launched.stop();
    return launched;
  };
  const stopAll = () => {
    for (const worker of living.values()) worker.stop();
  };
  signal.addEventListener("abort", stopAll, { once: true });

  const leader = launch(1, undefined);
  const first = await leader.document;
  const workers = first === undefined
    ? [leader]
    : [leader, ...Array.from({ length: count - 1 }, (_, i) => launch(i + 2, first))];
  const documents = await Promise.all(workers.map(({ document }) => document));
  if (documents.includes(undefined)) {
    stopAll();
    return worst(await Promise.all(workers.map(({ ended }) => ended)));
  }
  onListen(documents, workers.map(({ pid }) => pid));

  const relaunch = (worker: number) => launch(worker, first);
  const all = Promise.all(workers.map((process, i) => keepAlive(i + 1, process, relaunch, options)));
  await aborted(signal);
  const killer = setInterval(() => living.forEach((worker) => worker.kill()), stopMilliseconds);
  const codes = await all;
  clearInterval(killer);
  return worst(codes);
}

/** Starts a worker again and again. @returns the exit code of the last, after the signal */
async function keepAlive(
  worker: number,
  process: WorkerProcess,
  relaunch: (worker: number) => WorkerProcess,
  { signal, onNotice }: SuperviseOptions,
): Promise<number> {
  let delay = FIRST_DELAY_MILLISECONDS;
  for (;;) {
    const began = performance.now();
    const code = await process.ended;
    if (signal.aborted) return code;
    if (performance.now() - began > HEALTHY_MILLISECONDS) delay = FIRST_DELAY_MILLISECONDS;
    onNotice(`Worker ${worker} (process ${process.pid}) ended with exit code ${code}, starting another`);
    await pause(delay, signal);
    if (signal.aborted) return 0;
    delay = Math.min(delay * 2, MAX_DELAY_MILLISECONDS);
    process = relaunch(worker);
  }
}

function worst(codes: readonly number[]): number {
  return codes.find((code) => code !== 0) ?? 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Waits, or until the signal; by a repeating timer for the reason that `sleep` has. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
    function end() {
      clearInterval(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
