import type { OpenAPIHono } from "@hono/zod-openapi";
import type { FetchHandler } from "../listen.ts";
import { routeLabel } from "./route_label.ts";
import type { ServerMetrics } from "./server_metrics.ts";

const MILLISECONDS_PER_SECOND = 1000;

/** Clients may invent methods; those that no route takes are one. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * An app whose every request is counted and timed. It stands around the app, because a middleware makes Hono compose a
 * chain of promises for each request.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function countRequests(
  app: OpenAPIHono,
  metrics: ServerMetrics,
  now: () => number = () => performance.now(),
): FetchHandler {
  const routeOf = routeLabel(app);
  return {
    async fetch(request) {
      const began = now();
      let status = 500; // what the HTTP server answers when the app throws
      metrics.began();
      try {
        const response = await app.fetch(request);
        status = response.status;
        return response;
      } finally {
        const method = METHODS.has(request.method) ? request.method : "other";
        metrics.ended(routeOf(request), method, status, (now() - began) / MILLISECONDS_PER_SECOND);
      }
    },
  };
}
