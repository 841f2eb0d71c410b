import { TaxiError } from "../../lib/errors.ts";
import { onInterrupt } from "../interrupts.ts";

/** A run that stops when the process is told to. */
export interface Stopping extends Disposable {
  /** Aborted by the first such signal. */
  readonly signal: AbortSignal;
  /** Of the signal that came; undefined before. */
  readonly exitCode: number | undefined;
}

/** Listens for the signals that ask a process to end. The second one ends it as if nobody had listened. */
export function stopOnSignals(): Stopping {
  const stop = new AbortController();
  let exitCode: number | undefined;
  const quit = onInterrupt((code, signal) => {
    exitCode = code;
    stop.abort(new TaxiError(`Interrupted by ${signal}`, { code: "interrupted" }));
    quit();
  });
  return {
    signal: stop.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: quit,
  };
}
