/**
 * A typed client of `taxi serve`. This one file is all of it: import it from the repository or copy it; it needs
 * the package `hono` and nothing else, and runs wherever there is `fetch`.
 *
 * @module
 */
import type { Hono } from "hono";
import { hc } from "hono/client";

/** A trip whose duration is asked for. */
export interface Trip {
  /** TLC LocationID where it begins, 1 to 265. */
  readonly PULocationID: number;
  /** TLC LocationID where it ends, 1 to 265. */
  readonly DOLocationID: number;
  /** Miles; leave out when not known. */
  readonly trip_distance?: number | null;
  /** New York's local time, or any time with its offset from UTC; leave out when not known. */
  readonly pickup_datetime?: string | null;
}

/** A predicted trip. */
export interface Prediction {
  /** Minutes. */
  readonly predicted_duration: number;
  /** Name of the model that answered. */
  readonly model: string;
  /** Its registered version; null for a model file. */
  readonly model_version: number | null;
  /** Names the prediction in `POST /actuals`. */
  readonly request_id: string;
  /** What the model never saw in training: its fallback answers for it. */
  readonly unseen: readonly ("PULocationID" | "DOLocationID" | "PU_DO")[];
  /** Only where it was asked for: the baseline and what each feature added, minutes; they add up to the duration. */
  readonly explanation?: {
    readonly baseline: number;
    readonly contributions: readonly {
      readonly feature: string;
      readonly value: number | string | null;
      readonly minutes: number;
    }[];
  };
  /** Only where it was asked for: minutes between which that share of such trips lies; null for a model that cannot tell. */
  readonly interval?: { readonly lower: number; readonly upper: number; readonly level: number } | null;
}

/** What a predicted trip really took. */
export interface Actual {
  /** Of its prediction. */
  readonly request_id: string;
  /** Minutes above 0. */
  readonly duration: number;
}

/** What came of telling actuals. */
export interface RecordedActuals {
  /** Predictions that now have their actual. */
  readonly recorded: number;
  /** Ids that no prediction has. */
  readonly unknown: readonly string[];
}

/** Trips between two zones in the training months. */
export interface PairHistory {
  /** LocationID where they begin. */
  readonly from: number;
  /** LocationID where they end. */
  readonly to: number;
  /** How many there were. */
  readonly trips: number;
  /** Quantiles of their minutes; null where there were too few. */
  readonly minutes: { readonly [quantile in "p10" | "p25" | "p50" | "p75" | "p90"]: number } | null;
  /** Their middle distance, miles; null where there were too few, or none that had one. */
  readonly miles: { readonly p50: number } | null;
}

/** A map of the city's zones. */
export interface Zones {
  /** SVG viewBox. */
  readonly view_box: readonly [x: number, y: number, width: number, height: number];
  /** Where the shapes come from; `tiles` is a schematic map. */
  readonly outlines: "tlc" | "file" | "synthetic" | "tiles";
  /** All zones, ascending by id. */
  readonly zones: readonly {
    readonly id: number;
    readonly name: string;
    readonly borough: string;
    /** SVG path; null for a zone that is not on the map. */
    readonly path: string | null;
    /** A point inside the shape. */
    readonly label: readonly [x: number, y: number] | null;
  }[];
}

/** One loaded model. */
export interface ServedModel {
  /** Its name. */
  readonly model: string;
  /** Its registered version; null for a model file. */
  readonly model_version: number | null;
  /** Such as `linear`. */
  readonly model_kind: string;
  /** SHA-256 of the model file. */
  readonly model_hash: string;
}

/** Whether the server can answer, and with which models. */
export interface Readiness extends ServedModel {
  /** `degraded`: it answers, though not with all that it was asked to serve. */
  readonly status: "ready" | "degraded";
  /** Why it is degraded, a sentence each. */
  readonly reasons: readonly string[];
  /** All that are loaded, the champion first: its role, and its share of the answers against the other weights. */
  readonly models: readonly (ServedModel & {
    readonly role: "champion" | "challenger" | "shadow";
    readonly weight: number;
  })[];
}

/** The body of every answer that is no success (RFC 9457). */
export interface Problem {
  /** Always the same: the code tells what it is. */
  readonly type: "about:blank";
  /** The status in words. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** One sentence for a person. */
  readonly detail: string;
  /** One stable word for a program. */
  readonly code: string;
  /** Every fault of a body. */
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  /** Names a fault in the server's log. */
  readonly request_id?: string;
}

/** An operation that answers JSON. A type and no interface, or Hono's own types would not take it. */
export type Answers<Input, Output> = { input: Input; output: Output; outputFormat: "json"; status: 200 };

/** How any operation can be refused. */
export type Refuses<Input> = {
  input: Input;
  output: Problem;
  outputFormat: "json";
  status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 422 | 429 | 500 | 503;
};

/** An operation of JSON. */
export type Endpoint<Input, Output> = Answers<Input, Output> | Refuses<Input>;

/** Requests of one key are answered by the same model when several share the traffic. */
export type SplitKey = { readonly header?: { readonly "x-split-key"?: string } };

/** What asks for nothing more. */
export type Nothing = Record<never, never>;

/** Every operation of the API, as `hono/client` reads it. */
export type Operations = {
  "/predict": {
    $post: Endpoint<SplitKey & { json: Trip; query?: { explain?: "true" | "false" } }, Prediction>;
  };
  "/predict/batch": { $post: Endpoint<SplitKey & { json: readonly Trip[] }, readonly Prediction[]> };
  "/actuals": { $post: Endpoint<{ json: readonly Actual[] }, RecordedActuals> };
  "/pairs": { $get: Endpoint<{ query: { from: string; to: string } }, PairHistory> };
  "/zones": { $get: Endpoint<Nothing, Zones> };
  "/healthz": { $get: Endpoint<Nothing, { readonly status: "ok" }> };
  "/readyz": { $get: Endpoint<Nothing, Readiness> };
  "/metrics": { $get: { input: Nothing; output: string; outputFormat: "text"; status: 200 } };
};

/** The server, for `hono/client`. */
// deno-lint-ignore no-explicit-any -- the environment is the server's own matter
export type AppType = Hono<any, Operations, "/">;

/** A client: one property for each part of a path, and `$get` or `$post` at its end. */
export type TaxiClient = ReturnType<typeof hc<AppType>>;

/** How a client asks. */
export interface ClientOptions {
  /** Sent as Bearer token with each request. */
  readonly token?: string;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * A client of the server at `baseUrl`. An answer that is no success is not thrown: its `ok` is false and its body a
 * {@linkcode Problem}.
 */
export function createClient(baseUrl: string, { token, fetch }: ClientOptions = {}): TaxiClient {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return hc<AppType>(baseUrl, { headers, ...(fetch && { fetch }) });
}
