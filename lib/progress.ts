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
  bar.start(STEPS, 0, { left: "" });
  return {
    update(part) {
      const seconds = (performance.now() - begun) / 1000;
      const left = part > 0.02 ? `${Math.ceil(seconds * (1 / part - 1))} s left` : "";
      bar.update(Math.round(part * STEPS), { left });
    },
    stop: () => bar.stop(),
  };
}
