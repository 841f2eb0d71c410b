import { processorSeconds } from "./process_tree.ts";
import { type RunningProcess, serverFailed, startProcess } from "./running_process.ts";
import type { CommandLine } from "./measured_command.ts";

const KIBIBYTE = 1024;

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
export interface RunningService extends RunningProcess {
  /** What it holds now; undefined without `/proc`. */
  memory(): Promise<ServiceMemory | undefined>;
  /** Seconds of user and system time since it started; undefined without `/proc`. */
  cpuSeconds(): Promise<number | undefined>;
  /** One answered prediction. @throws TaxiError when the answer is an error or has no prediction */
  predict(): Promise<void>;
}

/**
 * Starts a service and asks until it predicts.
 *
 * @throws TaxiError when it ends by itself, answers with an error, or does not answer within five minutes
 */
export async function startService(service: Service, signal?: AbortSignal): Promise<RunningService> {
  const running = await startProcess({
    command: service.command,
    ...(service.stderrFile === undefined ? {} : { stderrFile: service.stderrFile }),
    answers: (signal) => predict(service, signal, refused),
  }, signal);
  return {
    ...running,
    memory: () => residentMemory(running.pid),
    cpuSeconds: () => processorSeconds(running.pid),
    predict: async () => void await predict(service, signal, () => false),
  };
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
    throw serverFailed({ command }, `it answered ${response.status} ${text}`);
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
