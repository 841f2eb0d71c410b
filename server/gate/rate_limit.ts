/** How often a client may ask. */
export interface Rate {
  /** Requests, on average. */
  readonly count: number;
  /** In so many seconds. */
  readonly seconds: number;
  /** Requests that may come at once after a silence. */
  readonly burst: number;
}

/** Clients that are remembered; at least half of them are those seen last. */
const MAX_CLIENTS = 16_384;
const MILLISECONDS_PER_SECOND = 1000;

/** A client's token bucket. */
interface Bucket {
  /** When it will be full again, milliseconds. */
  fullAt: number;
}

/**
 * A token bucket for each client: it holds `burst` requests and fills by `count` in `seconds`. Instead of what is in it, which
 * would have to be counted up again and again, it remembers when it will be full: the generic cell rate algorithm of ITU-T
 * I.371, one number a client.
 */
export class RateLimit {
  readonly #interval: number;
  readonly #depth: number;
  readonly #half: number;
  /**
   * Clients of late and those before them. When the first map is full, the second is forgotten, and with it who has not asked
   * since: a list in order of use, without moving anybody at each request.
   */
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();

  /**
   * Every bucket is full.
   *
   * @param maxClients whose buckets are remembered; a forgotten client has a full one again
   */
  constructor(readonly rate: Rate, maxClients: number = MAX_CLIENTS) {
    this.#interval = rate.seconds * MILLISECONDS_PER_SECOND / rate.count;
    this.#depth = (rate.burst - 1) * this.#interval;
    this.#half = Math.max(1, Math.floor(maxClients / 2));
  }

  /** Clients that are remembered. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /**
   * Takes one request out of a client's bucket, in constant time.
   *
   * @param now milliseconds on a clock that never goes back
   * @returns 0 when there was one, else the milliseconds until there will be
   */
  take(client: string, now: number): number {
    const bucket = this.#bucketOf(client);
    const fullAt = Math.max(bucket.fullAt, now);
    const wait = fullAt - now - this.#depth;
    if (wait > 0) return wait;
    bucket.fullAt = fullAt + this.#interval;
    return 0;
  }

  #bucketOf(client: string): Bucket {
    const known = this.#young.get(client);
    if (known !== undefined) return known;
    const bucket = this.#old.get(client) ?? { fullAt: -Infinity };
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(client);
    this.#young.set(client, bucket);
    return bucket;
  }
}
