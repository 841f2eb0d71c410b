import { TaxiError } from "../../lib/errors.ts";
import { sleep } from "../../lib/sleep.ts";
import { ConnectionCounts } from "./connection_counts.ts";
import { type ConnectionLimits, ConnectionWatch } from "./connection_watch.ts";
import { type KernelSockets, openKernelSockets } from "./kernel_sockets.ts";
import { isReceiving } from "./is_receiving.ts";
import { listenFault } from "./listen_fault.ts";

/** A certificate and its key, as PEM. */
export interface TlsPair {
  /** The certificate, and those that vouch for it after it. */
  readonly cert: string;
  /** The private key of the first. */
  readonly key: string;
}

/** Where and how to listen. */
export interface ServedPortOptions {
  /** Name or address of a network interface of this machine. */
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Other processes may listen on the same port, and the kernel shares the connections out. */
  readonly reusePort?: boolean;
  /** HTTPS instead of HTTP. */
  readonly tls?: TlsPair;
  /** What connections may take; on Linux only. No limits unless told. */
  readonly limits?: ConnectionLimits;
  /** Kept up to date where there are limits. */
  readonly connections?: ConnectionCounts;
  /** Called once connections are accepted, with the address that they reach. */
  readonly onListen: (address: Deno.NetAddr) => void;
  /** Told in a sentence of what happens to the port besides. */
  readonly onNotice?: (sentence: string) => void;
}

/** Answers one request. */
export type Answer = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

const LOOK_MILLISECONDS = 250;
/** No request for so long: the clients have left. Where new ones cannot be kept away, that is waited for no longer than this. */
const QUIET_MILLISECONDS = 100, LEAVE_MILLISECONDS = 1000;
const POLL_MILLISECONDS = 20;

/**
 * A port that is listened on until it is closed: when `Deno.serve` stops to accept, which it does for good once the
 * descriptors of the process run out, it is started again beside the connections that it still has.
 */
export class ServedPort {
  readonly #answer: Answer;
  readonly #options: ServedPortOptions;
  #sockets: KernelSockets | undefined;
  readonly #address: Deno.NetAddr;
  readonly #serving = new Set<Deno.HttpServer>();
  readonly #timer: number;
  #watch: ConnectionWatch | undefined;
  #listener: { readonly descriptor: number; readonly cookie: bigint } | undefined;
  #accepting = true;
  #closing = false;
  #lastAnswers = false;
  #lastRequest = 0;

  /** Listens. @throws TaxiError `port_in_use`, `cannot_listen` or `tls` */
  constructor(answer: Answer, options: ServedPortOptions) {
    this.#answer = answer;
    this.#options = options;
    this.#address = this.#serve(options.port).addr;
    options.onListen(this.#address); // first, because the rest takes a millisecond
    this.#sockets = openKernelSockets();
    this.#listener = this.#findListener();
    const { limits, connections = new ConnectionCounts() } = options;
    if (this.#sockets && limits) {
      this.#watch = new ConnectionWatch(this.#sockets, this.#address.port, limits, connections);
    }
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
  }

  /** Each answer is the last of its connection from now on. */
  endConnections(): void {
    this.#lastAnswers = true;
    this.#lastRequest = performance.now();
  }

  /**
   * Accepts no more and lets what is under way end. On Linux the listener goes first and the connections are told to leave
   * with their next answer, so that a client's request seldom crosses with the end of its connection: `shutdown()` closes
   * connections whose request has arrived and was not read yet. Besides, it waits for ever for a request that was read and
   * not handed over yet.
   *
   * @param milliseconds when time is up, whatever is still under way
   */
  async close(milliseconds: number): Promise<void> {
    const begin = performance.now();
    this.#closing = true;
    clearInterval(this.#timer);
    this.endConnections();
    await this.#stopAccepting();
    await this.#clientsLeave(begin + milliseconds);
    const timeUp = Promise.withResolvers<void>();
    // A repeating timer for the reason that `sleep` has
    const timer = setInterval(timeUp.resolve, Math.max(0, milliseconds - (performance.now() - begin)));
    const closed = Promise.allSettled(Array.from(this.#serving, (server) => server.shutdown()));
    await Promise.race([closed, timeUp.promise]);
    clearInterval(timer);
    this.#sockets?.[Symbol.dispose]();
  }

  /** What the kernel has queued by now is accepted first: the end of its listener would reset it. */
  async #stopAccepting(): Promise<void> {
    if (!this.#listener || !this.#sockets) return;
    this.#sockets.stopQueueing(this.#listener.descriptor);
    await sleep(POLL_MILLISECONDS);
    this.#sockets.shutDown(this.#listener.descriptor);
  }

  /** Waits until no request comes in any more; those that are being answered are no concern here. */
  async #clientsLeave(until: number): Promise<void> {
    const begin = performance.now();
    while (this.#serving.size > 0) {
      const now = performance.now(), isQuiet = now - this.#lastRequest > QUIET_MILLISECONDS;
      if (now > until || !this.#sockets && now - begin > LEAVE_MILLISECONDS) return;
      if (isQuiet && !(this.#sockets && isReceiving(this.#sockets, this.#address.port))) return;
      await sleep(POLL_MILLISECONDS);
    }
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    const { hostname, reusePort, tls } = this.#options;
    try {
      const server = Deno.serve(
        { hostname, port, reusePort, ...tls, onListen: () => {} },
        (request, info) => this.#lastAnswers ? this.#lastAnswer(request, info) : this.#answer(request, info),
      );
      this.#serving.add(server);
      const ended = () => this.#ended(server);
      server.finished.then(ended, ended);
      return server;
    } catch (cause) {
      throw listenFault(`${hostname}:${port}`, cause, tls !== undefined);
    }
  }

  /** Its last connection has ended, and it accepts no other. */
  async #ended(server: Deno.HttpServer): Promise<void> {
    this.#serving.delete(server);
    if (this.#serving.size === 0) this.#accepting = false;
    await server.shutdown().catch(() => {}); // lets go of what it holds, or has none of it
  }

  async #lastAnswer(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
    this.#lastRequest = performance.now();
    const response = await this.#answer(request, info);
    response.headers.set("connection", "close");
    return response;
  }

  #look(): void {
    this.#watch?.look(performance.now());
    const { descriptor, cookie } = this.#listener ?? {};
    if (descriptor !== undefined && this.#sockets?.cookie(descriptor) !== cookie) this.#accepting = false;
    if (!this.#accepting && !this.#closing) this.#acceptAgain();
  }

  #acceptAgain(): void {
    const { onNotice } = this.#options;
    try {
      this.#serve(this.#address.port);
      this.#listener = this.#findListener();
      this.#accepting = true;
      onNotice?.("Accepting connections again: the limit of open files was reached");
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error; // else it is tried again at the next look
    }
  }

  #findListener(): { descriptor: number; cookie: bigint } | undefined {
    const sockets = this.#sockets, { port } = this.#address;
    for (let descriptor = sockets?.descriptors() ?? 0; sockets && descriptor-- > 0;) {
      if (!sockets.isListener(descriptor) || sockets.localPort(descriptor) !== port) continue;
      return { descriptor, cookie: sockets.cookie(descriptor) };
    }
  }
}
