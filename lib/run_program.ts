import { TaxiError } from "./errors.ts";
import { later } from "./sleep.ts";

/** How to run a program. */
export interface ProgramOptions {
  /** Ends the program, and all that it has started. */
  readonly signal: AbortSignal;
  /** What it reads from its standard input; nothing unless told. */
  readonly input?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes each line that it writes to its standard output and error; nobody reads them unless told. */
  readonly onLine?: (line: string) => void;
}

/** Between the signal that asks a program to end and the one that ends it, milliseconds. */
const GRACE = 500;

/** It has the programs that it starts end with it: a process group, which Windows has not. */
const GROUPS = Deno.build.os !== "windows";

/**
 * Runs a program until it ends. When the signal is aborted, it and the programs that it has started are asked to end, and are killed when
 * they do not.
 *
 * @returns its exit code
 * @throws TaxiError when it cannot be started; the signal's reason once it has been ended
 */
export async function runProgram(
  [program, ...args]: readonly string[],
  { signal, input = "", env, onLine }: ProgramOptions,
): Promise<number> {
  signal.throwIfAborted();
  const output = onLine === undefined ? "null" : "piped";
  const child = start(program, {
    args,
    env,
    stdin: "piped",
    stdout: output,
    stderr: output,
    detached: GROUPS,
  });
  const ending = Promise.withResolvers<void>();
  const stop = () => void endGroup(child).then(ending.resolve);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const streams = onLine === undefined
      ? []
      : [readLines(child.stdout, onLine), readLines(child.stderr, onLine)];
    const [{ code }] = await Promise.all([child.status, write(child.stdin, input), ...streams]);
    if (signal.aborted) await ending.promise;
    signal.throwIfAborted();
    return code;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function start(program: string, options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(program, options).spawn();
  } catch (error) {
    throw new TaxiError(`Cannot start "${program}": ${(error as Error).message}`, {
      code: "program",
      cause: error,
    });
  }
}

/** A program that has ended leaves others behind, so that its group is killed in any case. */
async function endGroup(child: Deno.ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  const late = Promise.withResolvers<void>();
  const callOff = later(GRACE, late.resolve);
  await Promise.race([child.status, late.promise]);
  callOff();
  signalGroup(child, "SIGKILL");
}

function signalGroup({ pid }: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    Deno.kill(GROUPS ? -pid : pid, signal);
  } catch (error) { // all of them have ended
    if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
  }
}

/** A program that reads nothing closes its end before all is written. */
async function write(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  await writer.write(new TextEncoder().encode(text)).then(() => writer.close()).catch(() => {});
}

async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split(/\r?\n/);
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest);
}
