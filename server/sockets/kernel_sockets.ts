/** What the kernel knows of a TCP connection of this process. */
export interface SocketState {
  /** Milliseconds since the last byte went to the client, or since the connection was made. */
  readonly sinceSent: number;
  /** Milliseconds since the last byte came from the client, or since the connection was made. */
  readonly sinceReceived: number;
  /** Segments with data that went to the client, so far: grows with each answer. */
  readonly segmentsSent: number;
  /** Bytes that came from the client, so far. */
  readonly bytesReceived: number;
}

/** The sockets of this process by their file descriptors, past `Deno.serve`, which shows none of them. */
export interface KernelSockets extends Disposable {
  /** One more than the largest descriptor that can be open now. */
  readonly descriptors: () => number;
  /** An open connection; undefined for any other descriptor. The answer's memory is used again by the next call. */
  readonly connection: (descriptor: number) => SocketState | undefined;
  /** Whether it waits for connections. */
  readonly isListener: (descriptor: number) => boolean;
  /** Its port on this side; 0 for what is no TCP socket. */
  readonly localPort: (descriptor: number) => number;
  /** Tells a socket from a later one under the same descriptor. */
  readonly cookie: (descriptor: number) => bigint;
  /** Lets a listener queue no more connections; those in its queue can still be accepted. */
  readonly stopQueueing: (descriptor: number) => void;
  /**
   * Ends it both ways: its owner reads the end of the stream and closes it, so no descriptor is closed under the owner's
   * feet. A listener accepts nothing more.
   */
  readonly shutDown: (descriptor: number) => void;
}

// The constants and the layout of `struct tcp_info` (linux/tcp.h) are part of Linux's promise to programs, the same on
// x86-64 and arm64.
const SOL_SOCKET = 1, SO_ACCEPTCONN = 30, SO_COOKIE = 57;
const IPPROTO_TCP = 6, TCP_INFO = 11, TCP_INFO_BYTES = 160;
/** Established, or closed by one side only, which keeps the descriptor. */
const OPEN_STATES = [1, 4, 5, 8]; // ESTABLISHED, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT
const LAST_DATA_SENT = 44, LAST_DATA_RECEIVED = 52, BYTES_RECEIVED = 128, DATA_SEGMENTS_OUT = 156;
const AF_INET = 2, AF_INET6 = 10, SHUT_RDWR = 2;

/** Undefined where there is no Linux with glibc, or where its functions may not be called. */
export function openKernelSockets(): KernelSockets | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const libc = openLibc();
  if (libc === undefined) return undefined;
  const { getsockopt, getsockname, listen, shutdown } = libc.symbols;
  const bytes = new Uint8Array(256), view = new DataView(bytes.buffer), length = new Uint32Array(1);
  const option = (descriptor: number, level: number, name: number, size: number) => {
    length[0] = size;
    return getsockopt(descriptor, level, name, bytes, length) === 0 && length[0] >= size;
  };
  let size = 256; // as the kernel begins with
  const state = { sinceSent: 0, sinceReceived: 0, segmentsSent: 0, bytesReceived: 0 };
  return {
    descriptors: () => size = descriptorTableSize() ?? size,
    connection(descriptor) {
      if (!option(descriptor, IPPROTO_TCP, TCP_INFO, TCP_INFO_BYTES)) return undefined;
      if (!OPEN_STATES.includes(bytes[0])) return undefined;
      state.sinceSent = view.getUint32(LAST_DATA_SENT, true);
      state.sinceReceived = view.getUint32(LAST_DATA_RECEIVED, true);
      state.segmentsSent = view.getUint32(DATA_SEGMENTS_OUT, true);
      state.bytesReceived = Number(view.getBigUint64(BYTES_RECEIVED, true));
      return state;
    },
    isListener: (descriptor) =>
      option(descriptor, SOL_SOCKET, SO_ACCEPTCONN, 4) && view.getInt32(0, true) === 1,
    localPort(descriptor) {
      length[0] = bytes.length;
      if (getsockname(descriptor, bytes, length) !== 0) return 0;
      const family = view.getUint16(0, true);
      return family === AF_INET || family === AF_INET6 ? view.getUint16(2) : 0;
    },
    cookie: (descriptor) => option(descriptor, SOL_SOCKET, SO_COOKIE, 8) ? view.getBigUint64(0, true) : 0n,
    stopQueueing: (descriptor) => void listen(descriptor, 0),
    shutDown: (descriptor) => void shutdown(descriptor, SHUT_RDWR),
    [Symbol.dispose]: () => libc.close(),
  };
}

/** Undefined when it cannot be read, since no descriptor is left for that. */
function descriptorTableSize(): number | undefined {
  try {
    const [, size] = /^FDSize:\s*(\d+)/m.exec(Deno.readTextFileSync("/proc/self/status")) ?? [];
    return size === undefined ? undefined : Number(size);
  } catch {
    return undefined;
  }
}

function openLibc() {
  try {
    return Deno.dlopen("libc.so.6", {
      getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
      getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
      listen: { parameters: ["i32", "i32"], result: "i32" },
      shutdown: { parameters: ["i32", "i32"], result: "i32" },
    });
  } catch {
    return undefined; // another C library, or no permission: the server works without
  }
}
