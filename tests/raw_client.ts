const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");
const BUFFER_BYTES = 65_536;

/** What came back over a connection, until the server closed it. */
export interface RawAnswer {
  /** Every byte, as a character each. */
  readonly text: string;
  /** Of each answer in it, in order; none when the server only closed. */
  readonly statuses: readonly number[];
}

/** How to send it. */
export interface RawOptions {
  /** Sends a byte at a time with these milliseconds between, until the server closes. */
  readonly dribbleMilliseconds?: number;
  /** Says after the last byte that no more will come. */
  readonly halfClose?: boolean;
}

/**
 * Sends bytes as they are to a port of 127.0.0.1 and reads until the server closes the connection. It never closes by itself,
 * so that a server which neither answers nor closes is one that hangs.
 */
export async function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  options: RawOptions = {},
): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const ended = new AbortController();
  const whole = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
  const sending = send(connection, whole, options, ended.signal);
  const text = await readAll(connection);
  ended.abort();
  await sending;
  return { text, statuses: Array.from(text.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, status]) => Number(status)) };
}

/** A whole `POST /predict` of a JSON body, whose answer is the last of its connection. */
export function rawPost(body: string, headers: readonly string[] = []): string {
  const own = (name: string) => headers.some((header) => header.startsWith(`${name}:`));
  const defaults = [
    "host: taxi",
    "connection: close",
    ...(own("content-type") ? [] : ["content-type: application/json"]),
    ...(own("content-length") || own("transfer-encoding")
      ? []
      : [`content-length: ${encoder.encode(body).length}`]),
  ];
  return ["POST /predict HTTP/1.1", ...defaults, ...headers, "", body].join("\r\n");
}

async function send(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
  options: RawOptions,
  ended: AbortSignal,
): Promise<void> {
  const { dribbleMilliseconds, halfClose } = options;
  const most = dribbleMilliseconds === undefined ? bytes.length : 1;
  try {
    for (let at = 0; at < bytes.length && !ended.aborted;) {
      at += await connection.write(bytes.subarray(at, at + most));
      if (dribbleMilliseconds) await new Promise((resolve) => setTimeout(resolve, dribbleMilliseconds));
    }
    if (halfClose) await connection.closeWrite();
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
}

async function readAll(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  let text = "";
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return text;
      text += decoder.decode(buffer.subarray(0, count));
    }
  } catch (error) {
    if (isClosed(error)) return text;
    throw error;
  }
}

/** The server has closed the connection, and a byte crossed with that. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected || error instanceof Deno.errors.BadResource;
}
