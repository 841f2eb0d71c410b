import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { PredictionQueue } from "../../tracking/prediction_queue.ts";
import { noModel } from "../no_model.ts";
import { problem, PROBLEM_TYPE, ProblemError } from "../problem.ts";
import type { AppEnv } from "../request_context.ts";
import type { ServedModels } from "../served_models.ts";
import { PROBLEM_SCHEMA } from "./problem_answers.ts";

/** What {@linkcode bindHealth} asks, each time anew. */
export interface HealthOptions {
  /** The models of the moment, and their faults. */
  readonly models: Pick<ServedModels, "list" | "faults">;
  /** Whether the log can be written. */
  readonly predictionQueue: Pick<PredictionQueue, "status">;
  /** Whether the server has been told to stop; never unless told. */
  readonly stopping?: () => boolean;
}

const HEALTHZ = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "healthz",
  tags: ["Health"],
  summary: "Is the process alive?",
  responses: {
    200: {
      description: "It is",
      content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
    },
  },
});

const MODEL_SCHEMA = z.object({
  model: z.string(),
  model_version: z.int().nullable(),
  model_kind: z.string(),
  model_hash: z.string().openapi({ description: "SHA-256 of the model file" }),
});

const READINESS_SCHEMA = z.object({
  status: z.enum(["ready", "degraded"]).openapi({
    description: "degraded: it answers, though not with all that it was asked to serve",
  }),
  reasons: z.array(z.string()).openapi({
    description: "Why it is degraded, a sentence each; none when ready",
  }),
  ...MODEL_SCHEMA.shape,
  models: z.array(MODEL_SCHEMA.extend({
    role: z.enum(["champion", "challenger", "shadow"]).openapi({
      description: "A champion answers, a challenger answers its share, a shadow is only logged",
    }),
    weight: z.number().openapi({ description: "Its share of the answers against the other weights" }),
  })).openapi({ description: "Every model that is loaded, the champion first" }),
});

const READYZ = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "readyz",
  tags: ["Health"],
  summary: "Is it ready to predict, and with which models?",
  responses: {
    200: {
      description: "It predicts; the champion, and then all models",
      content: { "application/json": { schema: READINESS_SCHEMA } },
    },
    503: {
      description: "It has no model yet, or is about to stop; what is sent to it then is still answered",
      content: { [PROBLEM_TYPE]: { schema: PROBLEM_SCHEMA } },
    },
  },
});

const STOPPING = problem(503, "stopping", "The server is about to stop; send requests elsewhere");

/** `GET /healthz` and `GET /readyz`, for whatever keeps the server alive and sends it requests. */
export function bindHealth(app: OpenAPIHono<AppEnv>, options: HealthOptions): void {
  app.openapi(HEALTHZ, (c) => c.json({ status: "ok" } as const, 200));
  app.openapi(READYZ, (c) => {
    if (options.stopping?.()) throw new ProblemError(STOPPING);
    return c.json(readiness(options), 200);
  });
}

function readiness({ models, predictionQueue }: HealthOptions): z.infer<typeof READINESS_SCHEMA> {
  const { fault } = predictionQueue.status();
  const logFaults = fault === undefined ? [] : [`The prediction log cannot be written: ${fault}`];
  const reasons = [...models.faults(), ...logFaults];
  const all = models.list().map(({ role, weight, predictor: { name, version, kind, hash } }) => ({
    role,
    weight,
    model: name,
    model_version: version,
    model_kind: kind,
    model_hash: hash,
  }));
  if (all.length === 0) throw noModel();
  const { role: _role, weight: _weight, ...champion } = all[0];
  return { status: reasons.length === 0 ? "ready" : "degraded", reasons, ...champion, models: all };
}
