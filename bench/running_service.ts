import { TaxiError } from "../lib/errors.ts";
import type { CommandLine } from "./measured_command.ts";

const TIMEOUT_MS = 30_000;
const STOP_MS = 15_000;
const PAUSE_MS = 2;
const KIBIBYTE = 1024;
/** `/proc` counts processor time in these on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** A prediction service to start and stop. */
export interface Service {
  /** How it is started; it must listen on `port` of 127.0.0.1. */
  readonly command: CommandLine;
  /** A free port. */
  readonly port: number;
  /** JSON body of a `POST /predict` that it must answer. */
  readonly body: unknown;
  /** Bearer token, where it wants one. */
  readonly token?: string;
  /** The file that gets its stderr, where its command sees to that. */
  readonly stderrFile?: string;
}

/** Bytes, of `/proc/PID/status`. */
export interface ServiceMemory {
  /** VmRSS. */
  readonly resident: number;
  /** RssAnon: the part of it in pages that no other process could share. */
  readonly private: number;
  /** VmHWM: the most that was ever resident. */
  readonly peak: number;
}

/** A service that has answered its first prediction. */
export interface RunningService extends AsyncDisposable {
  /** Of its first process. */
  readonly pid: number;
  /** Seconds from starting the process to the first answered prediction. */
  readonly coldStartSeconds: number;
  /** Aborted when it ends, asked or not. */
  readonly ended: AbortSignal;
  /** What it holds now; undefined without `/proc`. */
  memory(): Promise<ServiceMemory | undefined>;
  /** Seconds of user and system time since it started; undefined without `/proc`. */
  cpuSeconds(): Promise<number | undefined>;
  /** One answered prediction. @throws TaxiError when the answer is an error or has no prediction */
  predict(): Promise<void>;
  /** Sends SIGTERM, and SIGKILL when it takes longer than 15 seconds; gives its exit code and last words. */
  stop(): Promise<{ readonly code: number; readonly said: string }>;
}

/**
 * Starts a service and asks until it answers.
 *
 * @throws TaxiError when it ends by itself, answers with an error, or does not answer within 30 seconds
 */
export async function startService(service: Service, signal?: AbortSignal): Promise<RunningService> {
  const begin = performance.now();
  const child = spawn(service.command);
  const stderr = lastWords(child.stderr); // read at once, or a full pipe would stop the service
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
    await firstAnswer(service, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
  } catch (error) {
    const byItself = ended.signal.aborted;
    await stop();
    signal?.throwIfAborted();
    if (!byItself) throw error;
    const said = service.stderrFile ? await Deno.readTextFile(service.stderrFile) : await stderr;
    throw serviceFailed(service, `it ended by itself: ${said.trim().split("\n").at(-1)}`, error);
  }
  return {
    pid: child.pid,
    coldStartSeconds: (performance.now() - begin) / 1000,
    ended: ended.signal,
    memory: () => residentMemory(child.pid),
    cpuSeconds: () => processorSeconds(child.pid),
    predict: async () => void await predict(service, signal, () => false),
    stop,
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}

function spawn({ argv: [program, ...args], cwd, env }: CommandLine): Deno.ChildProcess {
  return new Deno.Command(program, { args, cwd, env, stdin: "null", stdout: "null", stderr: "piped" })
    .spawn();
}

/** The end of a text that may be long: a service under load may log every request. */
async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) text = (text + part).slice(-4000);
  return text;
}

async function firstAnswer(service: Service, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await predict(service, signal, refused))) {
    if (performance.now() > deadline) throw serviceFailed(service, `no answer in ${TIMEOUT_MS / 1000} s`);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    signal.throwIfAborted();
  }
}

/** One answered prediction; false when `mayFail` accepts the failure to connect. */
async function predict(
  { port, body, command, token }: Service,
  signal: AbortSignal | undefined,
  mayFail: (error: unknown) => boolean,
): Promise<boolean> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal,
  };
  const response = await fetch(`http://127.0.0.1:${port}/predict`, request).catch((error) => {
    if (!mayFail(error)) throw error;
  });
  if (response === undefined) return false;
  if (response.status === 503) { // listening, not ready yet
    await response.body?.cancel();
    return false;
  }
  const text = await response.text();
  if (!response.ok || !Number.isFinite(JSON.parse(text).predicted_duration)) {
    throw serviceFailed({ command }, `it answered ${response.status} ${text}`);
  }
  return true;
}

/** fetch wraps every refused connection in a TypeError. */
function refused(error: unknown): boolean {
  return error instanceof TypeError;
}

async function residentMemory(pid: number): Promise<ServiceMemory | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * KIBIBYTE;
  return { resident: bytes("VmRSS"), private: bytes("RssAnon"), peak: bytes("VmHWM") };
}

async function processorSeconds(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // a name may hold anything
  return (Number(afterName[11]) + Number(afterName[12])) / TICKS_PER_SECOND;
}

/** A fault of a service under measurement, with the command that started it. */
export function serviceFailed(
  { command }: Pick<Service, "command">,
  what: string,
  cause?: unknown,
): TaxiError {
  return new TaxiError(`Cannot measure "${command.argv.join(" ")}": ${what}`, {
    code: "bench_service",
    cause,
  });
}
