// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import process from "node:process";

/** One line that shows how far long work is; silent unless stderr is a terminal. */
export interface Progress {
  /**
   * Redraws the line, with the time left once that can be told.
   *
   * @param part 0..1 of the work that is done
   */
  update(part: number): void;
  /** Ends the line, and clears it. */
  stop(): void;
}

const STEPS = 1000;

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Begins the line; whoever does so must stop it, or the terminal's cursor stays hidden.
 *
 * @param what names the work: `ingest green 2023-01`
 */
export function startProgress(what: string): Progress {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: `${what}  {bar}  {percentage}%  {left}`,
    barsize: 30,
    barCompleteChar: "━",
    barIncompleteChar: "─",
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  const begun = performance.now();
  const stopListening = beforeDeath(() => bar.stop());
  bar.start(STEPS, 0, { left: "" });
  return {
    update(part) {
      const seconds = (performance.now() - begun) / 1000;
      const left = part > 0.02 ? `${Math.ceil(seconds * (1 / part - 1))} s left` : "";
      bar.update(Math.round(part * STEPS), { left });
    },
    stop() {
      stopListening();
      bar.stop();
    },
  };
}

/**
 * Calls `tidy` when a signal is about to end the process, which would leave the terminal without a cursor. Whoever else listens
 * for the signal may end the process in its own way; if none does, it dies of the signal as if nobody had listened.
 *
 * @returns what ends the listening
 */
function beforeDeath(tidy: () => void): () => void {
  const listeners = SIGNALS.map((signal) =>
    [signal, () => {
      tidy();
      stop();
      setTimeout(() => Deno.kill(Deno.pid, signal));
    }] as const
  );
  const stop = () => listeners.forEach(([signal, listener]) => Deno.removeSignalListener(signal, listener));
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return stop;
}
