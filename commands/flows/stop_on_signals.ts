import { TaxiError } from "../../lib/errors.ts";

/** Signals that stop a run, with the exit codes that shells have for them: 128 and the signal's number. */
const SIGNALS = Deno.build.os === "windows"
  ? { SIGINT: 130, SIGBREAK: 149 } as const
  : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

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
  const listeners = Object.entries(SIGNALS).map(([signal, code]) =>
    [signal as Deno.Signal, () => {
      exitCode = code;
      stop.abort(new TaxiError(`Interrupted by ${signal}`, { code: "interrupted" }));
      quit();
    }] as const
  );
  const quit = () => listeners.forEach(([signal, listener]) => Deno.removeSignalListener(signal, listener));
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return {
    signal: stop.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: quit,
  };
}
