import { sleep } from "../../lib/sleep.ts";
import { systemFault } from "../../lib/system_fault.ts";
import { answerFault, connectionFault, noJson, parseObject, ServerFault } from "./server_fault.ts";
import type { TrackingServer } from "./tracking_server.ts";

/** Fields of a request or an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** One request to a tracking server. */
export interface ServerRequest {
  /** Of HTTP. */
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** The whole address. */
  readonly url: string;
  /** What is asked for, in a sentence. */
  readonly asked: string;
  /** Made anew for each attempt. */
  readonly body?: () => BodyInit | Promise<BodyInit>;
  /** Of the body. */
  readonly contentType?: string;
  /** Milliseconds; the server's unless told. */
  readonly timeout?: number;
  /** Whether an answer that sends on elsewhere is followed; unless told, it is not. */
  readonly follow?: boolean;
}

/** Asks a tracking server, again where another attempt may fare better. */
export interface Transport {
  /** Whom it asks. */
  readonly server: TrackingServer;
  /**
   * Calls MLflow's REST API, and again when the answer is 408, 429 or a fault of the server's own or the connection fails: what is
   * asked must not matter if it is done twice.
   *
   * @param path below `/api/2.0/mlflow/`
   * @param fields the query of a `GET`, else the body
   * @throws ServerFault
   */
  call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, fields?: Json): Promise<Json>;
  /** {@linkcode Transport.call} without another attempt. */
  callOnce(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, fields?: Json): Promise<Json>;
  /** Sends any request once; `read` takes the answer of a success. @throws ServerFault */
  send<T>(request: ServerRequest, read: (response: Response) => Promise<T>): Promise<T>;
  /** Does `work`, and again while its fault may pass. @param work told whether it was tried before */
  retry<T>(work: (again: boolean) => Promise<T>): Promise<T>;
  /** Waits, milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Lets go of the connections. */
  close(): void;
}

/** What can be different in {@linkcode openTransport}. */
export interface TransportOptions {
  /** Whether one attempt is all there is, for who asks again and again anyway. */
  readonly once?: boolean;
  /** Waits, milliseconds; by the clock unless told. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Before the second attempt, milliseconds, and three times as long before each that follows; a third more or less. */
const FIRST_PAUSE = 150;
/** A server that was never there is a mistake in its address more often than one that comes back. */
const RETRIES_BEFORE_FIRST_ANSWER = 2;
const LONGEST_PAUSE = 30_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Opens the way to a tracking server; nothing is sent yet. */
export function openTransport(server: TrackingServer, options: TransportOptions = {}): Transport {
  const { once = false, wait = sleep } = options;
  const client = server.certificates === undefined
    ? undefined
    : Deno.createHttpClient({ caCerts: [readCertificates(server.certificates)] });
  let answered = false;
  const mostRetries = () => {
    if (once) return 0;
    return answered ? server.retries : Math.min(server.retries, RETRIES_BEFORE_FIRST_ANSWER);
  };

  const send: Transport["send"] = async (request, read) => {
    const abort = new AbortController();
    const timeout = Math.min(request.timeout ?? server.timeout, LONGEST_TIMER);
    const timer = setInterval(() => abort.abort(), timeout); // not setTimeout: see lib/sleep.ts
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: headersOf(server, request),
        ...(request.body && { body: await request.body() }),
        ...(client && { client }),
        redirect: request.follow ? "follow" : "manual",
        signal: abort.signal,
      });
      answered = true;
      if (!response.ok) throw await answerFault(server, request.asked, response);
      return await read(response);
    } catch (error) {
      if (error instanceof ServerFault || !(error instanceof Error)) throw error;
      if (!abort.signal.aborted && !isConnectionError(error)) throw error;
      throw connectionFault(server, error, abort.signal.aborted);
    } finally {
      clearInterval(timer);
    }
  };
  const callOnce: Transport["callOnce"] = (method, path, fields = {}) => {
    const inQuery = method === "GET";
    const request: ServerRequest = {
      method,
      url: `${server.url}/api/2.0/mlflow/${path}${inQuery ? queryOf(fields) : ""}`,
      asked: path,
      ...(!inQuery && { body: () => onceOnly(JSON.stringify(fields)), contentType: "application/json" }),
    };
    return send(request, async (response) => {
      const object = parseObject(await response.text());
      if (object === undefined) throw noJson(server, path);
      return object;
    });
  };
  const retry: Transport["retry"] = async (work) => {
    for (let attempt = 0;; attempt++) {
      try {
        return await work(attempt > 0);
      } catch (error) {
        if (!(error instanceof ServerFault) || !error.passing || attempt >= mostRetries()) throw error;
        await wait(pauseAfter(attempt, error));
      }
    }
  };
  return {
    server,
    call: (method, path, fields) => retry(() => callOnce(method, path, fields)),
    callOnce,
    send,
    retry,
    wait,
    close: () => client?.close(),
  };
}

function readCertificates(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw systemFault(error, `Cannot read MLFLOW_TRACKING_SERVER_CERT_PATH "${path}"`) ?? error;
  }
}

/** As long as the server says, where it does, else ever longer; milliseconds. */
function pauseAfter(attempt: number, { retryAfter = 0 }: ServerFault): number {
  const jitter = 2 / 3 + Math.random() * 2 / 3;
  return Math.min(Math.max(FIRST_PAUSE * 3 ** attempt * jitter, retryAfter), LONGEST_PAUSE);
}

/**
 * A body that Deno sends once: a text it sends again by itself when the connection breaks off, whether the server has done what it was
 * asked or not (https://github.com/denoland/deno/issues/35610). A blob is a stream to it, of a length that is told.
 */
function onceOnly(text: string): Blob {
  return new Blob([text]);
}

/** A server may name another host for its files: who asks here is not that host's business. */
function headersOf(server: TrackingServer, request: ServerRequest): HeadersInit {
  const own = new URL(request.url).origin === new URL(server.url).origin;
  return {
    "user-agent": "taxi",
    ...(request.contentType && { "content-type": request.contentType }),
    ...(own && server.authorization && { authorization: server.authorization }),
  };
}

function queryOf(fields: Json): string {
  const pairs = Object.entries(fields).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map((one) => [
      key,
      String(one),
    ])
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

/** Deno tells of a connection by a `TypeError`, or by one of its own while a body is on its way. */
function isConnectionError(error: Error): boolean {
  return error instanceof TypeError || error instanceof Deno.errors.Http ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof;
}
