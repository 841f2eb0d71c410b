const RECEIVE_BYTES = 64 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An answer, read to its end. */
export interface Answer {
  /** Such as 200. */
  readonly status: number;
  /** Status line and headers as they came, without the empty line. */
  readonly head: string;
  /** The body's text; decoded only when it is asked for. */
  readonly text: string;
}

/** The bytes of a `POST` of JSON, ready to be sent again and again. */
export function postRequest(path: string, body: string, token?: string): Uint8Array {
  const authorization = token === undefined ? "" : `authorization: Bearer ${token}\r\n`;
  const length = encoder.encode(body).length;
  return encoder.encode(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}` +
      `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
  );
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
      await writeAll(this.#connection, request);
    } catch (error) {
      if (isClosed(error)) return undefined;
      throw error;
    }
    let filled = 0;
    let end: number | undefined;
    while (true) {
      const count = await (filled === 0 ? this.#firstRead : this.#read(filled));
      if (count === 0 && filled === 0) return undefined;
      if (count === 0) throw new Error("the answer broke off");
      filled += count;
      end ??= this.#headEnd(filled);
      if (end === undefined) continue;
      const head = decoder.decode(this.#received.subarray(0, end));
      const length = /^content-length: (\d+)$/im.exec(head)?.[1];
      if (length === undefined) throw new Error(`an answer without Content-Length: ${head}`);
      const whole = end + 4 + Number(length);
      if (filled < whole) {
        this.#makeRoom(whole);
        continue;
      }
      if (filled > whole) throw new Error("bytes after the answer's end");
      const body = this.#received.slice(end + 4, whole);
      this.#firstRead = this.#readFirst();
      return {
        status: Number(head.slice(9, 12)),
        head,
        get text() {
          return decoder.decode(body);
        },
      };
    }
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
      if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13) return i - 3;
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

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Ended by one of both sides, in one of the ways in which that is told. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionAborted || error instanceof Deno.errors.NotConnected;
}
