import type { OpenAPIHono } from "@hono/zod-openapi";
import { type FaultReporter, faultResponse } from "./answer_error.ts";
import type { FetchHandler } from "./listen.ts";
import { routeLabel, UNKNOWN_ROUTE } from "./metrics/route_label.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";
import { problem, problemResponse } from "./problem.ts";
import { type AppEnv, RequestContext } from "./request_context.ts";

/** Stands between the network and the routes, and sees every request. */
export interface Gate {
  /** The answer that ends the request here, or undefined to let it pass. */
  admit?(request: Request, context: RequestContext, route: string): Response | undefined;
  /** Adds to the headers of any answer, those of other gates too. */
  seal?(response: Response, request: Request, context: RequestContext, route: string): void;
}

/**
 * Answers the requests of one route and method. What it throws becomes a problem. An answer tells the request's id in its
 * body, so it goes without the headers that other answers have: one tells the id again, the other keeps browsers
 * from taking an answer for something else, which no page can make them do with the answer of a `POST`.
 * The two cost a tenth of the requests per second.
 */
export type DirectAnswer = (request: Request, context: RequestContext) => Promise<Response>;

/** Answers what is below paths of its own, without the app. */
export interface Mount {
  /** The name under which a request is counted and gates know it; undefined when it is for somebody else. */
  label(request: Request): string | undefined;
  /** Answers a request that it has a name for. What it throws becomes a problem. */
  answer(request: Request, context: RequestContext): Promise<Response>;
}

/** An answered request, for whoever keeps a log of them. */
export interface AnsweredRequest {
  /** As it came; its body is read. */
  readonly request: Request;
  /** What was found out about it. */
  readonly context: RequestContext;
  /** The path as the API has it, or `unknown`. */
  readonly route: string;
  /** Of the answer. */
  readonly status: number;
  /** From its headers to the first byte of its answer. */
  readonly seconds: number;
}

/** What {@linkcode createRequestHandler} joins. */
export interface RequestHandlerOptions {
  /** Every route. */
  readonly app: OpenAPIHono<AppEnv>;
  /** What answers a `POST` of these routes in the app's place, by path: routing takes a tenth of the time of a prediction. */
  readonly direct?: ReadonlyMap<string, DirectAnswer>;
  /** What answers paths that the app does not know. */
  readonly mounts?: readonly Mount[];
  /** Asked in this order; the first that refuses answers. */
  readonly gates?: readonly Gate[];
  /** Most requests being answered at once; no limit unless told. */
  readonly maxConcurrent?: number;
  /** Counts and times every request. */
  readonly metrics: Pick<ServerMetrics, "began" | "ended">;
  /** Told of what even the routes' own error handling could not answer. */
  readonly onFault: FaultReporter;
  /** Told of each request once it is answered. */
  readonly onAnswer?: (answered: AnsweredRequest) => void;
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

const MILLISECONDS_PER_SECOND = 1000;
/** Asked by whatever keeps the server alive and watches it: refusing them under load would make matters worse. */
const ALWAYS_ANSWERED = new Set(["/healthz", "/readyz", "/metrics"]);

const OVERLOADED = problem(
  503,
  "overloaded",
  "The server is answering as many requests as it may at once; send the request again in a second",
);

/**
 * The app behind its gates, ready to listen: each request gets an id, may be refused, is counted and told of. It stands
 * around the app, because each middleware makes Hono compose a chain of promises for each request.
 */
export function createRequestHandler(options: RequestHandlerOptions): FetchHandler {
  const {
    app,
    direct,
    mounts = [],
    gates = [],
    maxConcurrent = Infinity,
    metrics,
    onFault,
    onAnswer,
    clock,
  } = options;
  const now = options.now ?? (() => performance.now());
  const routeOf = routeLabel(app);
  const admitting = gates.filter(({ admit }) => admit), sealing = gates.filter(({ seal }) => seal);
  let inFlight = 0;

  const admit = (request: Request, context: RequestContext, route: string): Response | undefined => {
    if (inFlight > maxConcurrent && !ALWAYS_ANSWERED.has(route)) {
      return problemResponse(OVERLOADED, { "retry-after": "1" });
    }
    for (const gate of admitting) {
      const refusal = gate.admit!(request, context, route);
      if (refusal) return refusal;
    }
  };

  return {
    async fetch(request, info) {
      const began = now();
      const context = new RequestContext(clock(), () => info?.remoteAddr.hostname ?? "unknown");
      let route = routeOf(request);
      const mount = route === UNKNOWN_ROUTE ? mounts.find((mount) => mount.label(request)) : undefined;
      if (mount) route = mount.label(request)!;
      inFlight++;
      metrics.began();
      const answer = request.method === "POST" ? direct?.get(route) : undefined;
      let response: Response;
      try {
        response = admit(request, context, route) ??
          await (answer ?? mount?.answer ?? app.fetch)(request, context);
      } catch (fault) {
        response = faultResponse(fault, context.id, onFault);
      }
      inFlight--;
      if (answer === undefined || !response.ok) {
        response.headers.set("x-request-id", context.id);
        response.headers.set("x-content-type-options", "nosniff");
      }
      for (const gate of sealing) gate.seal!(response, request, context, route);
      const seconds = (now() - began) / MILLISECONDS_PER_SECOND;
      metrics.ended(route, request.method, response.status, seconds);
      onAnswer?.({ request, context, route, status: response.status, seconds });
      return response;
    },
  };
}
