import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Predictor } from "../../pipeline/models/predictor.ts";

const HEALTHZ = createRoute({
  method: "get",
  path: "/healthz",
  tags: ["Health"],
  summary: "Is the process alive?",
  responses: {
    200: {
      description: "It is",
      content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
    },
  },
});

const READYZ = createRoute({
  method: "get",
  path: "/readyz",
  tags: ["Health"],
  summary: "Is it ready to predict, and with which model?",
  responses: {
    200: {
      description: "The model that answers",
      content: {
        "application/json": {
          schema: z.object({
            status: z.literal("ready"),
            model: z.string(),
            model_version: z.int().nullable(),
            model_kind: z.string(),
            model_hash: z.string().openapi({ description: "SHA-256 of the model file" }),
          }),
        },
      },
    },
  },
});

/** `GET /healthz` and `GET /readyz`, for whatever keeps the server alive and sends it requests. */
export function bindHealth(app: OpenAPIHono, { name, version, kind, hash }: Predictor): void {
  app.openapi(HEALTHZ, (c) => c.json({ status: "ok" } as const, 200));
  app.openapi(READYZ, (c) =>
    c.json(
      { status: "ready", model: name, model_version: version, model_kind: kind, model_hash: hash } as const,
      200,
    ));
}
