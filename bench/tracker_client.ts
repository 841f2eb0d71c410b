import { TaxiError } from "../lib/errors.ts";
import { type Answer, getRequest, HttpConnection, postRequest } from "./http_connection.ts";

const BASE = "/api/2.0/mlflow/";

/** An answer and how long it took, from the first byte sent to the last one read. */
export interface TimedAnswer {
  readonly seconds: number;
  /** The body as JSON; to be read before the next request. */
  // deno-lint-ignore no-explicit-any -- answers of MLflow, as the benches look into them
  json(): any;
}

/** One connection to a tracker, with no more between the socket and the clock than it takes: it does not measure itself. */
export class TrackerClient implements Disposable {
  readonly #port: number;
  #connection: HttpConnection;

  private constructor(port: number, connection: HttpConnection) {
    this.#port = port;
    this.#connection = connection;
  }

  /** Connects to 127.0.0.1. */
  static async connect(port: number): Promise<TrackerClient> {
    return new TrackerClient(port, await HttpConnection.connect(port));
  }

  /** A `GET` of an endpoint, with its query. @throws TaxiError for any answer but 200 */
  get(path: string): Promise<TimedAnswer> {
    return this.send(getRequest(BASE + path));
  }

  /** A `POST` of JSON to an endpoint. @throws TaxiError for any answer but 200 */
  post(path: string, body: unknown): Promise<TimedAnswer> {
    return this.send(postRequest(BASE + path, JSON.stringify(body)));
  }

  /** Sends the bytes of a request. @throws TaxiError for any answer but 200 */
  async send(request: Uint8Array): Promise<TimedAnswer> {
    if (this.#connection.closed) await this.#reconnect(); // after some idle seconds
    const begin = performance.now();
    const answer = await this.#connection.exchange(request);
    const seconds = (performance.now() - begin) / 1000;
    if (answer === undefined) throw unanswered();
    if (answer.status !== 200) throw refused(answer);
    if (answer.last) await this.#reconnect();
    return { seconds, json: () => JSON.parse(answer.text) };
  }

  async #reconnect(): Promise<void> {
    this.#connection[Symbol.dispose]();
    this.#connection = await HttpConnection.connect(this.#port);
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }
}

function unanswered(): TaxiError {
  return new TaxiError("The tracker closed the connection in place of an answer", {
    code: "bench_unanswered",
  });
}

function refused({ status, text }: Answer): TaxiError {
  return new TaxiError(`The tracker answered ${status}, expected 200: ${text.slice(0, 300)}`, {
    code: "bench_refused",
    about: { status, text },
  });
}
