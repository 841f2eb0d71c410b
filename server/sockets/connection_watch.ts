import type { ConnectionCounts } from "./connection_counts.ts";
import type { KernelSockets, SocketState } from "./kernel_sockets.ts";

/** How long connections may hold a descriptor of the server, and how many of them. */
export interface ConnectionLimits {
  /** Milliseconds from the first byte of a request to the first byte of its answer. */
  readonly requestMilliseconds: number;
  /** Milliseconds without a byte in either direction. */
  readonly idleMilliseconds: number;
  /** Connections that may be open; over it the longest idle are closed. */
  readonly maxConnections: number;
}

/** A request that has begun to come in. */
interface Pending {
  readonly since: number;
  readonly segmentsSent: number;
  /** The sweep that last saw it. */
  sweep: number;
}

/** A longer time between two looks is one in which this process was stopped, and could not read what was sent. */
const MAX_STEP_MILLISECONDS = 1000;

/** Descriptors looked at in one go, which takes about 1.5 µs each; or an eighth of them, when there are many. */
const SHARE = 1024, SHARES = 8;

/**
 * Closes connections on which a client only pretends to ask (slow loris), or says nothing for long. `Deno.serve` has no
 * limit of time for either, and when the descriptors of the process run out it stops to accept, for good.
 *
 * The kernel is asked, share by share, so that the hot path pays nothing and no look takes long.
 */
export class ConnectionWatch {
  readonly #sockets: KernelSockets;
  readonly #port: number;
  readonly #limits: ConnectionLimits;
  readonly #pending = new Map<bigint, Pending>();
  readonly #counts: ConnectionCounts;
  #clock = 0;
  #looked: number | undefined;
  #next = 0;
  #descriptors = 0;
  #sweep = 0;
  #seen = 0;
  #idle: { descriptor: number; milliseconds: number }[] = [];

  /**
   * Nothing is looked at yet.
   *
   * @param counts kept up to date
   * @param port on which the server listens: other sockets of the process are left alone
   */
  constructor(sockets: KernelSockets, port: number, limits: ConnectionLimits, counts: ConnectionCounts) {
    this.#sockets = sockets;
    this.#port = port;
    this.#limits = limits;
    this.#counts = counts;
  }

  /** Looks at the next share of the descriptors. @param now milliseconds on a clock that never goes back */
  look(now: number): void {
    this.#clock += Math.min(now - (this.#looked ?? now), MAX_STEP_MILLISECONDS);
    this.#looked = now;
    if (this.#next === 0) this.#descriptors = this.#sockets.descriptors();
    const end = Math.min(
      this.#descriptors,
      this.#next + Math.max(SHARE, Math.ceil(this.#descriptors / SHARES)),
    );
    for (let descriptor = this.#next; descriptor < end; descriptor++) {
      const state = this.#sockets.connection(descriptor);
      if (state !== undefined) this.#judge(descriptor, state);
    }
    this.#next = end;
    if (end === this.#descriptors) this.#endSweep();
  }

  #judge(descriptor: number, state: SocketState): void {
    this.#seen++;
    if (isAsking(state)) return this.#judgeAsking(descriptor, state.segmentsSent);
    const milliseconds = Math.min(state.sinceSent, state.sinceReceived);
    if (milliseconds > this.#limits.idleMilliseconds) this.#close(descriptor, "idle");
    else if (this.#counts.open > this.#limits.maxConnections) this.#idle.push({ descriptor, milliseconds });
  }

  #judgeAsking(descriptor: number, segmentsSent: number): void {
    const cookie = this.#sockets.cookie(descriptor);
    const known = this.#pending.get(cookie);
    if (known?.segmentsSent !== segmentsSent) {
      this.#pending.set(cookie, { since: this.#clock, segmentsSent, sweep: this.#sweep });
    } else {
      known.sweep = this.#sweep;
      if (this.#clock - known.since > this.#limits.requestMilliseconds) this.#close(descriptor, "stalled");
    }
  }

  #endSweep(): void {
    for (const [cookie, { sweep }] of this.#pending) if (sweep !== this.#sweep) this.#pending.delete(cookie);
    const over = this.#seen - this.#limits.maxConnections;
    if (over > 0) {
      const longest = this.#idle.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, over);
      for (const { descriptor } of longest) {
        if (this.#isStillIdle(descriptor)) this.#close(descriptor, "idle");
      }
    }
    this.#idle = [];
    this.#counts.open = this.#seen;
    this.#seen = this.#next = 0;
    this.#sweep++;
  }

  /** Between two looks a request may have come, or the descriptor gone to another connection. */
  #isStillIdle(descriptor: number): boolean {
    const state = this.#sockets.connection(descriptor);
    return state !== undefined && !isAsking(state);
  }

  #close(descriptor: number, why: "stalled" | "idle"): void {
    if (this.#sockets.localPort(descriptor) !== this.#port) return;
    this.#sockets.shutDown(descriptor);
    this.#counts[why]++;
  }
}

/** The client said something after the server's last byte, or the server has said nothing yet. */
export function isAsking({ sinceSent, sinceReceived, segmentsSent, bytesReceived }: SocketState): boolean {
  return bytesReceived > 0 && (segmentsSent === 0 || sinceReceived < sinceSent);
}
