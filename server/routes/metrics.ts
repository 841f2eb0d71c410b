import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { METRICS_TYPE, type ServerMetrics } from "../metrics/server_metrics.ts";
import type { AppEnv } from "../request_context.ts";

const METRICS = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "metrics",
  tags: ["Health"],
  summary: "What has the server done since it began?",
  description: "For Prometheus, in its text format.",
  responses: {
    200: {
      description: "Every metric",
      content: { "text/plain": { schema: z.string(), example: "taxi_prediction_log_failures_total 0" } },
    },
  },
});

/** `GET /metrics`: what Prometheus scrapes. */
export function bindMetrics(app: OpenAPIHono<AppEnv>, metrics: Pick<ServerMetrics, "text">): void {
  app.openapi(METRICS, async (c) => c.text(await metrics.text(), 200, { "content-type": METRICS_TYPE }));
}
