/** Signals that ask a process to end, with the exit codes that shells have for them: 128 and the signal's number. */
const INTERRUPTS = Deno.build.os === "windows"
  ? { SIGINT: 130, SIGBREAK: 149 } as const
  : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Calls `stop` for each signal that asks this process to end, in place of the end. @returns what ends the listening */
export function onInterrupt(stop: (exitCode: number, signal: string) => void): () => void {
  const listeners = Object.entries(INTERRUPTS).map(([signal, exitCode]) =>
    [signal as Deno.Signal, () => stop(exitCode, signal)] as const
  );
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => listeners.forEach(([signal, listener]) => Deno.removeSignalListener(signal, listener));
}
