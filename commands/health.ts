import http from "node:http";
import https from "node:https";
import process from "node:process";
import { EXIT, TaxiError, UsageError } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { createCommand, JSON_OPTION } from "./command.ts";

/** What `GET /readyz` says of a server that answers predictions. */
interface Readiness {
  /** `degraded`: though not with all that it was asked to serve. */
  readonly status: "ready" | "degraded";
  /** Why it is degraded, a sentence each. */
  readonly reasons: readonly string[];
  readonly model: string;
  readonly model_version: number | null;
  readonly model_kind: string;
  readonly model_hash: string;
}

/** An answer of HTTP. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

const MILLISECONDS_PER_SECOND = 1000;
const MAX_SECONDS = 3600;

/** `taxi health`: what a container's health check runs, so it loads nothing but this and the command line. */
export function healthCommand() {
  return createCommand(
    "health",
    "Ask a running taxi serve whether it is ready; exit code 1 when it is not.",
    {
      example: "taxi health --url http://127.0.0.1:8000",
      exitCodes: "3 degraded, with --strict",
    },
  )
    .option(
      "--url <url>",
      "where the server listens; asked directly, never by a proxy",
      parseUrl,
      "http://127.0.0.1:8000",
    )
    .option("--timeout <seconds>", "longest to wait for the answer", parseTimeout, 3)
    .option(
      "--strict",
      "exit code 3 for a server that answers, though not with all that it was asked to serve",
    )
    .option(...JSON_OPTION)
    .action(async ({ url, timeout, strict, json }) => {
      const out = createOutput(json === true);
      const readiness = await askReadiness(`${url}/readyz`, timeout);
      const { status, reasons, model, model_version: version, model_kind: kind } = readiness;
      const title = status === "ready" ? "Ready" : "Degraded";
      out.say(`${title}: ${model}${version === null ? "" : ` version ${version}`} (${kind}) on ${url}`);
      for (const reason of reasons) out.say(`  ${reason}`);
      out.document({ url, ...readiness });
      if (strict && status === "degraded") process.exitCode = EXIT.alert;
    });
}

/** @throws TaxiError `not_ready` when the server cannot be reached, is not ready, or is none of ours */
async function askReadiness(url: string, seconds: number): Promise<Readiness> {
  const notReady = (found: string, cause?: unknown) =>
    new TaxiError(`Cannot find a ready server at "${url}": ${found}`, { code: "not_ready", cause });
  const signal = AbortSignal.timeout(seconds * MILLISECONDS_PER_SECOND);
  const { status, body } = await get(url, signal).catch((cause) => {
    throw notReady(signal.aborted ? `no answer within ${seconds} s` : cause.message, cause);
  });
  if (status !== 200) throw notReady(`it answers ${status}, expected 200`);
  const readiness = parseReadiness(body);
  if (readiness === undefined) throw notReady(`it answers what is no readiness of taxi serve`);
  return readiness;
}

/** Deno's fetch would ask a proxy of the environment even for this machine's own server. */
function get(url: string, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { get } = url.startsWith("https:") ? https : http;
  get(url, { signal, agent: false }, (response) => {
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (part) => body += part);
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    response.on("error", reject);
  }).on("error", reject);
  return promise;
}

function parseReadiness(body: string): Readiness | undefined {
  try {
    const readiness = JSON.parse(body);
    if (readiness?.status !== "ready" && readiness?.status !== "degraded") return undefined;
    return { ...readiness, reasons: readiness.reasons ?? [] }; // a server of an earlier version tells none
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`Cannot read --url "${text}": expected such as http://127.0.0.1:8000`);
  }
  return url.href.replace(/\/$/, "");
}

function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`Cannot read --timeout "${text}": expected seconds above 0 and up to ${MAX_SECONDS}`);
}
