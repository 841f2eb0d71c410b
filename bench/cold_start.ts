import { TaxiError } from "../lib/errors.ts";
import type { CommandLine } from "./measured_command.ts";
import { type Figures, type Metric, SHOWN } from "./comparison.ts";
import { spreadOf } from "./spread.ts";

const TIMEOUT_MS = 30_000;
const STOP_MS = 5_000;
const PAUSE_MS = 2;
const KIBIBYTE = 1024;

/** A prediction service to start, ask and stop. */
export interface Service {
  /** How it is started; it must listen on `port` of 127.0.0.1. */
  readonly command: CommandLine;
  /** A free port. */
  readonly port: number;
  /** JSON body of every `POST /predict`. */
  readonly body: unknown;
  /** Requests after the first, one at a time. */
  readonly requests: number;
}

/** What {@linkcode measureService} measures, as the rows of a comparison. */
export const SERVICE_METRICS: readonly Metric[] = [
  { key: "coldStartSeconds", label: "start to first answer", ...SHOWN.milliseconds },
  { key: "residentBytes", label: "resident memory at first answer", ...SHOWN.megabytes },
  { key: "privateBytes", label: "  private part of it", ...SHOWN.megabytes },
  { key: "warmResidentBytes", label: "resident memory when warm", ...SHOWN.megabytes },
  { key: "requestSeconds", label: "median request when warm", ...SHOWN.milliseconds },
];

/**
 * Starts a service, asks until it answers, reads its memory, asks `requests` times more, and ends it.
 *
 * Memory is VmRSS of `/proc/PID/status` and, of that, RssAnon: pages no other process could share. It is left out
 * where there is no `/proc`.
 *
 * @throws TaxiError when the service ends by itself, answers with an error, or does not answer within 30 seconds
 */
export async function measureService(service: Service, signal?: AbortSignal): Promise<Figures> {
  const begin = performance.now();
  const child = spawn(service.command);
  const stderr = new Response(child.stderr).text(); // read at once, or a full pipe would stop the service
  const ended = new AbortController();
  child.status.then(() => ended.abort());
  try {
    await firstAnswer(service, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
    const coldStartSeconds = (performance.now() - begin) / 1000;
    const cold = await residentMemory(child.pid);
    const requestSeconds = await medianRequest(service, signal);
    const warm = await residentMemory(child.pid);
    return {
      coldStartSeconds,
      requestSeconds,
      ...(cold && { residentBytes: cold.resident, privateBytes: cold.private }),
      ...(warm && { warmResidentBytes: warm.resident }),
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (!ended.signal.aborted) throw error;
    throw serviceFailed(service, `it ended by itself: ${(await stderr).trim().split("\n").at(-1)}`, error);
  } finally {
    await stop(child);
    await stderr;
  }
}

function spawn({ argv: [program, ...args], cwd, env }: CommandLine): Deno.ChildProcess {
  return new Deno.Command(program, { args, cwd, env, stdin: "null", stdout: "null", stderr: "piped" })
    .spawn();
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
  { port, body, command }: Pick<Service, "port" | "body" | "command">,
  signal: AbortSignal | undefined,
  mayFail: (error: unknown) => boolean,
): Promise<boolean> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
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

async function medianRequest(service: Service, signal?: AbortSignal): Promise<number> {
  const seconds: number[] = [];
  for (let i = 0; i < service.requests; i++) {
    const begin = performance.now();
    await predict(service, signal, () => false);
    seconds.push((performance.now() - begin) / 1000);
  }
  return spreadOf(seconds).median;
}

async function residentMemory(pid: number): Promise<{ resident: number; private: number } | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * KIBIBYTE;
  return { resident: bytes("VmRSS"), private: bytes("RssAnon") };
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it had ended already
  }
  await child.status;
  clearTimeout(kill);
}

function serviceFailed({ command }: Pick<Service, "command">, what: string, cause?: unknown): TaxiError {
  return new TaxiError(`Cannot measure "${command.argv.join(" ")}": ${what}`, {
    code: "bench_service",
    cause,
  });
}
