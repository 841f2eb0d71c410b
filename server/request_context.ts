import type { Context } from "hono";
import { arrayCutter } from "../lib/cut_array.ts";
import { ID_BYTES, idText, mintIds } from "../tracking/prediction_id.ts";
import type { TraceParent } from "./tracing/trace_parent.ts";

const cutBytes = arrayCutter((bytes) => new Uint8Array(bytes));

/** What is known of a request before it is routed. */
export class RequestContext {
  /** Names the request in its answer, in the logs and, where it predicts one trip, in the prediction log: 16 bytes. */
  readonly idBytes: Uint8Array;
  /** The token's name once one is accepted. */
  token: string | undefined;
  /** Its place in the trace that it belongs to, known once it is answered. */
  trace: TraceParent | undefined;

  readonly #address: () => string;
  #id: string | undefined;

  /**
   * Of a request that has just come.
   *
   * @param receivedAt when it came, milliseconds since 1970, UTC
   * @param address of the client; asked only when somebody wants to know, since the server has to look it up
   */
  constructor(readonly receivedAt: number, address: () => string) {
    this.idBytes = mintIds(1, receivedAt, cutBytes(ID_BYTES));
    this.#address = address;
  }

  /** The request's id as text. */
  get id(): string {
    return this.#id ??= idText(this.idBytes, 0);
  }

  /** Who asks: the name of the token, else the address. */
  get client(): string {
    return this.token ?? this.#address();
  }
}

/** The environment of every route: Hono hands on what the request handler knows. */
export interface AppEnv {
  /** {@inheritDoc RequestContext} */
  Bindings: RequestContext;
}

/** A route's view of one request. */
export type AppContext = Context<AppEnv>;
