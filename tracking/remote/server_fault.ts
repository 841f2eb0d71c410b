import { TaxiError } from "../../lib/errors.ts";
import type { TrackingServer } from "./tracking_server.ts";

/** What a tracking server did not do, and whether it may do it later. */
export class ServerFault extends TaxiError {
  /** Tells it from its parent in a stack. */
  override readonly name = "ServerFault";
  /** MLflow's word for it, such as `RESOURCE_DOES_NOT_EXIST`; undefined where the answer had none. */
  readonly errorCode: string | undefined;
  /** Whether another attempt may fare better. */
  readonly passing: boolean;
  /** Milliseconds after which the server wants to be asked again, where it said so. */
  readonly retryAfter: number | undefined;

  /** Makes a fault of code `tracking_server`. */
  constructor(
    message: string,
    options: {
      readonly errorCode?: string;
      readonly passing?: boolean;
      readonly retryAfter?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { code: "tracking_server", cause: options.cause });
    this.errorCode = options.errorCode;
    this.passing = options.passing ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** Another attempt may fare better: too slow, too many, and the server's own faults. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the fault says that something is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof ServerFault && error.errorCode === "RESOURCE_DOES_NOT_EXIST";
}

/** Whether the fault says that something is there already. */
export function isTaken(error: unknown): boolean {
  return error instanceof ServerFault && error.errorCode === "RESOURCE_ALREADY_EXISTS";
}

/** The fault of an answer that is no success. @param asked what was asked for, such as `runs/create` */
export async function answerFault(
  server: TrackingServer,
  asked: string,
  response: Response,
): Promise<ServerFault> {
  const { status, headers } = response;
  const text = await response.text().catch(() => "");
  const { error_code: errorCode, message } = parseObject(text) ?? {};
  const title = `Tracking server ${server.url}`;
  const location = headers.get("location");
  if (status >= 300 && status < 400 && location !== null) {
    return new ServerFault(`${title} sends on to ${placeOf(location, server)}: expected its own address`);
  }
  if (status === 401) return new ServerFault(`${title} ${unauthenticated(server)}`);
  if (status === 404 && typeof errorCode !== "string") {
    return new ServerFault(
      `${title} is none of MLflow's, or lies below another path: it answers 404 to ${asked}`,
      { errorCode: "ENDPOINT_NOT_FOUND" },
    );
  }
  const said = typeof message === "string" ? message : text.startsWith("<") ? "" : text;
  return new ServerFault(
    `${title} answers ${status} to ${asked}${said === "" ? "" : `: ${oneLine(said)}`}`,
    {
      ...(typeof errorCode === "string" && { errorCode }),
      passing: PASSING.has(status),
      retryAfter: readRetryAfter(headers.get("retry-after")),
    },
  );
}

/** The fault of a request without an answer. */
export function connectionFault(server: TrackingServer, cause: unknown, timedOut: boolean): ServerFault {
  const title = `tracking server ${server.url}`;
  if (timedOut) {
    return new ServerFault(`No answer from ${title} within ${server.timeout / 1000} s`, { cause });
  }
  const words = String((cause as Error)?.message);
  if (/certificate|UnknownIssuer/i.test(words)) {
    return new ServerFault(
      `Cannot trust ${title}: its certificate is of no known authority, expected one in MLFLOW_TRACKING_SERVER_CERT_PATH`,
      { cause },
    );
  }
  const reason = /refused/i.test(words)
    ? "the connection is refused"
    : /dns|lookup|resolve/i.test(words)
    ? "there is no host of that name"
    : "the connection broke off";
  return new ServerFault(`Cannot reach ${title}: ${reason}`, { passing: true, cause });
}

/** The fault of a success without a JSON object, as a page of a proxy that wants a login. */
export function noJson(server: TrackingServer, asked: string): ServerFault {
  return new ServerFault(
    `Tracking server ${server.url} is none of MLflow's: its answer to ${asked} is no JSON object`,
  );
}

/** An object of JSON, or undefined. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function unauthenticated({ authorization }: TrackingServer): string {
  return authorization === undefined
    ? "asks who you are: expected MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"
    : `refuses the ${
      authorization.startsWith("Basic") ? "user and password" : "token"
    } of the environment or address`;
}

/** A query may have secrets. */
function placeOf(location: string, { url }: TrackingServer): string {
  const place = URL.parse(location, url);
  return place === null ? "nowhere" : place.origin + place.pathname;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}

function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}
