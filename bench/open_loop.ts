import { type Answer, HttpConnection } from "./http_connection.ts";

/** Requests at a steady rate, whether or not the server keeps up. */
export interface OpenLoop {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Sent in turn, again from the first after the last. */
  readonly requests: readonly Uint8Array[];
  /** Requests a second. */
  readonly rate: number;
  /** Measured seconds. */
  readonly seconds: number;
  /** Seconds at the same rate before these; none unless told. */
  readonly warmupSeconds?: number;
  /** Connections that are kept open. */
  readonly connections: number;
  /** Hears of each answer as it comes, the warm-up's too, and to which of the requests. */
  readonly onAnswer?: (answer: Answer, request: number) => void;
  /** Ends it before its time: what is on its way is still waited for. */
  readonly until?: AbortSignal;
}

/** What became of the requests, the warm-up's too. */
export interface LoopOutcome {
  /** Sent, over a connection that took them. */
  readonly sent: number;
  /** Answered with a status from 200 to 299. */
  readonly answered: number;
  /** Answered with another status. */
  readonly refused: number;
  /** Sent on an open connection that was then closed without a byte of an answer. */
  readonly unanswered: number;
  /** The answer broke off or was no HTTP. */
  readonly broken: number;
  /** Sentences on what was refused or broken, the first few. */
  readonly faults: readonly string[];
  /** Seconds of each measured answer, from the moment at which its request was due; ascending. */
  readonly latencies: Float64Array;
}

const FAULTS_KEPT = 5;

/**
 * Sends requests when they are due, each over a connection that is free. One that has to wait for a free connection is
 * late by that, and its latency counts from when it was due: a server that stalls is charged for all that it kept waiting,
 * not for one request a connection ("coordinated omission", as wrk and most tools do).
 *
 * A connection that the server closes is opened anew; when it cannot be, the loop ends.
 */
export async function openLoop(loop: OpenLoop): Promise<LoopOutcome> {
  const { port, requests, rate, onAnswer, until } = loop;
  const first = Math.round((loop.warmupSeconds ?? 0) * rate);
  const total = first + Math.round(loop.seconds * rate);
  const latencies = new Float64Array(total - first);
  const counts = { sent: 0, answered: 0, refused: 0, unanswered: 0, broken: 0 };
  const faults: string[] = [];
  const idle = await Promise.all(
    Array.from({ length: loop.connections }, () => HttpConnection.connect(port)),
  );
  const open = new Set(idle);
  const finished = Promise.withResolvers<void>();
  let measured = 0, next = 0, over = false;

  const note = (kind: "refused" | "broken", what: string) => {
    counts[kind]++;
    if (faults.length < FAULTS_KEPT) faults.push(what);
  };
  const begin = performance.now();
  const due = (request: number) => begin + request * 1000 / rate;

  const pump = () => {
    const now = performance.now();
    while (!over && idle.length > 0 && next < total && due(next) <= now) {
      const connection = idle.pop()!;
      const work = connection.closed ? replace(connection).then(pump) : ask(connection, next++);
      work.catch(finished.reject);
    }
    over ||= next === total || until?.aborted === true || open.size === 0;
    if (over && idle.length === open.size) finished.resolve();
  };
  const ask = async (connection: HttpConnection, request: number) => {
    counts.sent++;
    if (await exchange(connection, request)) idle.push(connection);
    else await replace(connection);
    pump();
  };
  const exchange = async (connection: HttpConnection, request: number): Promise<boolean> => {
    let answer: Answer | undefined;
    try {
      answer = await connection.exchange(requests[request % requests.length]);
    } catch (error) {
      note("broken", (error as Error).message);
      return false;
    }
    if (answer === undefined) {
      counts.unanswered++;
      return false;
    }
    if (request >= first) latencies[measured++] = (performance.now() - due(request)) / 1000;
    if (answer.status >= 200 && answer.status < 300) counts.answered++;
    else note("refused", `${answer.status} ${answer.text}`);
    onAnswer?.(answer, request % requests.length);
    return !answer.last;
  };
  const replace = async (connection: HttpConnection) => {
    connection[Symbol.dispose]();
    open.delete(connection);
    if (over) return;
    try {
      const another = await HttpConnection.connect(port);
      open.add(another);
      idle.push(another);
    } catch (error) {
      const gone = error instanceof Deno.errors.ConnectionRefused ||
        error instanceof Deno.errors.ConnectionReset;
      if (!gone) throw error;
    }
  };

  const timer = setInterval(pump, 1); // answers pump too, so that only an idle loop is late by up to this
  try {
    await finished.promise;
  } finally {
    clearInterval(timer);
    for (const connection of open) connection[Symbol.dispose]();
  }
  return { ...counts, faults, latencies: latencies.subarray(0, measured).sort() };
}

/** The value below which a share of ascending values lies, such as 0.99. @throws RangeError when there are none */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) {
    throw new RangeError("Cannot take a quantile of no values: expected one or more");
  }
  return ascending[Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1)];
}
