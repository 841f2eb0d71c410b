const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Exit codes by which shells know a process that ended by the signal: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts at the first SIGINT or SIGTERM; at the second the process exits at once, for a drain that hangs. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => stop.signal.aborted ? Deno.exit(EXIT_CODES[signal]) : stop.abort());
  }
  return stop.signal;
}
