import { TaxiError } from "../lib/errors.ts";
import type { CommandLine } from "./measured_command.ts";

const TIMEOUT_MS = 300_000;
const STOP_MS = 15_000;
const PAUSE_MS = 2;
/** Looks for a slow starter are rarer, so that they take nothing from it: one lasts at most this part of the time so far. */
const PAUSE_PART = 0.01;

/** A server to start and stop. */
export interface Server {
  /** How it is started. */
  readonly command: CommandLine;
  /** The file that gets its stderr, where its command sees to that. */
  readonly stderrFile?: string;
  /** Asks once. @returns false while it cannot answer yet */
  answers(signal: AbortSignal): Promise<boolean>;
}

/** A server that has answered. */
export interface RunningProcess extends AsyncDisposable {
  /** Of its first process. */
  readonly pid: number;
  /** Seconds from starting the process to its first answer. */
  readonly coldStartSeconds: number;
  /** Aborted when it ends, asked or not. */
  readonly ended: AbortSignal;
  /** Sends SIGTERM, and SIGKILL when it takes longer than 15 seconds; gives its exit code and last words. */
  stop(): Promise<{ readonly code: number; readonly said: string }>;
}

/**
 * Starts a server and asks until it answers.
 *
 * @throws TaxiError when it ends by itself, answers with an error, or does not answer within five minutes
 */
export async function startProcess(server: Server, signal?: AbortSignal): Promise<RunningProcess> {
  const begin = performance.now();
  const child = spawn(server.command);
  const stderr = lastWords(child.stderr); // read at once, or a full pipe would stop the server
  const ended = new AbortController();
  child.status.then(() => ended.abort());
  const stop = async () => {
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    try {
      child.kill("SIGTERM");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it had ended already
    }
    const { code } = await child.status;
    clearTimeout(kill);
    return { code, said: await stderr };
  };
  try {
    await firstAnswer(server, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
  } catch (error) {
    const byItself = ended.signal.aborted;
    await stop();
    signal?.throwIfAborted();
    if (!byItself) throw error;
    const said = server.stderrFile ? await Deno.readTextFile(server.stderrFile) : await stderr;
    throw serverFailed(server, `it ended by itself: ${said.trim().split("\n").at(-1)}`, error);
  }
  return {
    pid: child.pid,
    coldStartSeconds: (performance.now() - begin) / 1000,
    ended: ended.signal,
    stop,
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}

function spawn({ argv: [program, ...args], cwd, env }: CommandLine): Deno.ChildProcess {
  return new Deno.Command(program, { args, cwd, env, stdin: "null", stdout: "null", stderr: "piped" })
    .spawn();
}

/** The end of a text that may be long: a server under load may log every request. */
async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) text = (text + part).slice(-4000);
  return text;
}

async function firstAnswer(server: Server, signal: AbortSignal): Promise<void> {
  const begin = performance.now();
  while (!(await server.answers(signal))) {
    const elapsed = performance.now() - begin;
    if (elapsed > TIMEOUT_MS) throw serverFailed(server, `no answer in ${TIMEOUT_MS / 1000} s`);
    await new Promise((done) => setTimeout(done, Math.max(PAUSE_MS, elapsed * PAUSE_PART)));
    signal.throwIfAborted();
  }
}

/** A fault of a server under measurement, with the command that started it. */
export function serverFailed(
  { command }: Pick<Server, "command">,
  what: string,
  cause?: unknown,
): TaxiError {
  return new TaxiError(`Cannot measure "${command.argv.join(" ")}": ${what}`, {
    code: "bench_service",
    cause,
  });
}
