const RECEIVE_BYTES = 64 * 1024;
const LINE_FEED = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An answer, read to its end; to be looked at before the next request of its connection, which reuses its memory. */
export interface Answer {
  /** Such as 200. */
  readonly status: number;
  /** The server closes the connection after it. */
  readonly last: boolean;
  /** The body's text; decoded when it is asked for. */
  readonly text: string;
}

/** The bytes of a `POST` of JSON, ready to be sent again and again. */
export function postRequest(path: string, body: string, token?: string): Uint8Array {
  const authorization = token === undefined ? [] : [`authorization: Bearer ${token}`];
  return request("POST", path, ["content-type: application/json", ...authorization], body);
}

/** The bytes of a `PUT` of a file's text. */
export function putRequest(path: string, body: string): Uint8Array {
  return request("PUT", path, ["content-type: text/plain"], body);
}

/** The bytes of a `GET`. @param path with its query */
export function getRequest(path: string): Uint8Array {
  return encoder.encode(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
}

function request(method: string, path: string, headers: readonly string[], body: string): Uint8Array {
  const length = `content-length: ${encoder.encode(body).length}`;
  const head = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", ...headers, length];
  return encoder.encode(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/**
 * One connection to 127.0.0.1 that is kept open: HTTP/1.1, one request at a time, answers with a Content-Length.
 *
 * `fetch` would do the same at a cost of more of a core than the server under load has.
 */
export class HttpConnection implements Disposable {
  readonly #connection: Deno.TcpConn;
  #received = new Uint8Array(RECEIVE_BYTES);
  /** The first read of the next answer: it waits before there is a request, and so sees the other side close. */
  #firstRead: Promise<number>;
  #closed = false;
  #disposed = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#firstRead = this.#readFirst();
  }

  /** The server has closed it. A request may still cross with that on its way. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Connects; without Nagle's delay. */
  static async connect(port: number): Promise<HttpConnection> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new HttpConnection(connection);
  }

  /**
   * Sends a request and reads its answer.
   *
   * @returns undefined when the server closed the connection without a byte of an answer
   * @throws Error when the answer breaks off or has no Content-Length
   */
  async exchange(request: Uint8Array): Promise<Answer | undefined> {
    try {
      const written = await this.#connection.write(request);
      if (written < request.length) await writeAll(this.#connection, request.subarray(written));
    } catch (error) {
      if (isClosed(error)) return undefined;
      throw error;
    }
    let filled = await this.#firstRead;
    if (filled === 0) return undefined;
    let end = this.#headEnd(filled);
    while (end === undefined) end = this.#headEnd(filled += await this.#more(filled));
    const head = readHead(this.#received, end);
    const whole = end + 4 + head.length;
    this.#makeRoom(whole);
    while (filled < whole) filled += await this.#more(filled);
    if (filled > whole) throw new Error("bytes after the answer's end");
    const received = this.#received;
    this.#firstRead = this.#readFirst();
    return {
      status: head.status,
      last: head.last,
      get text() {
        return decoder.decode(received.subarray(end + 4, whole));
      },
    };
  }

  async #more(filled: number): Promise<number> {
    const count = await this.#read(filled);
    if (count === 0) throw new Error("the answer broke off");
    return count;
  }

  async #readFirst(): Promise<number> {
    const count = await this.#read(0);
    this.#closed ||= count === 0;
    return count;
  }

  async #read(at: number): Promise<number> {
    try {
      return await this.#connection.read(this.#received.subarray(at)) ?? 0;
    } catch (error) {
      if (isClosed(error)) return 0;
      throw error;
    }
  }

  #headEnd(filled: number): number | undefined {
    const bytes = this.#received;
    for (let i = 3; i < filled; i++) {
      if (
        bytes[i] === LINE_FEED && bytes[i - 1] === 13 && bytes[i - 2] === LINE_FEED && bytes[i - 3] === 13
      ) return i - 3;
    }
    if (filled === bytes.length) throw new Error(`a head of more than ${RECEIVE_BYTES} bytes`);
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#received.length) return;
    const larger = new Uint8Array(bytes);
    larger.set(this.#received);
    this.#received = larger;
  }

  /** Closes it; an answer being waited for is given up. */
  [Symbol.dispose](): void {
    if (!this.#disposed) this.#connection.close();
    this.#disposed = true;
  }
}

/** What a client has to know of an answer's head. */
interface Head {
  readonly status: number;
  /** Bytes of the body. */
  readonly length: number;
  readonly last: boolean;
}

const LENGTH = encoder.encode("content-length: ");
const CLOSE = encoder.encode("connection: close\r");

/** Reads bytes, not text: text for each answer makes garbage, and a steady load has to wait while it is collected. */
function readHead(bytes: Uint8Array, end: number): Head {
  const status = digits(bytes, "HTTP/1.1 ".length);
  let length = -1, last = false;
  for (let at = bytes.indexOf(LINE_FEED) + 1; at > 0 && at < end; at = bytes.indexOf(LINE_FEED, at) + 1) {
    if (startsWith(bytes, at, LENGTH)) length = digits(bytes, at + LENGTH.length);
    else if (startsWith(bytes, at, CLOSE)) last = true;
  }
  if (length < 0) {
    throw new Error(`an answer without Content-Length: ${decoder.decode(bytes.subarray(0, end))}`);
  }
  return { status, length, last };
}

/** Whether `word`, in lower case, stands there in any case. */
function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[at + i];
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== word[i]) return false;
  }
  return true;
}

function digits(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (; bytes[at] >= 48 && bytes[at] <= 57; at++) value = value * 10 + bytes[at] - 48;
  return value;
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Ended by one of both sides, in one of the ways in which that is told. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionAborted || error instanceof Deno.errors.NotConnected;
}
