import { OpenAPIHono } from "@hono/zod-openapi";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { answerError, answerUnknown, type FaultReporter } from "./answer_error.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";
import { createPredictionService, type PredictionServiceOptions } from "./prediction_service.ts";
import { bindActuals } from "./routes/actuals.ts";
import { bindDocs } from "./routes/docs.ts";
import { bindHealth } from "./routes/health.ts";
import { bindMetrics } from "./routes/metrics.ts";
import { bindOpenApi } from "./routes/openapi.ts";
import { bindPlayground } from "./routes/playground.ts";
import { bindPredict } from "./routes/predict.ts";
import { bindPredictBatch } from "./routes/predict_batch.ts";
import { rejectInvalid } from "./validation.ts";

/** What the server is made of: a model, a log, a clock, metrics, and someone to tell of faults. */
export interface AppOptions extends PredictionServiceOptions {
  /** Keeps every answer and, later, what really happened. */
  readonly predictionLog: Pick<PredictionLog, "append" | "recordActuals">;
  /** Told of every fault whose cause the client does not get. */
  readonly onFault: FaultReporter;
  /** Counts what is done, for `GET /metrics`. */
  readonly metrics: ServerMetrics;
}

/** The whole HTTP interface, not yet listening: `app.request()` answers without a port. */
export function createApp(options: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: rejectInvalid });
  app.onError(answerError(options.onFault));
  app.notFound(answerUnknown(app));

  const predict = createPredictionService(options);
  bindPlayground(app, options.model);
  bindPredict(app, predict);
  bindPredictBatch(app, predict);
  bindActuals(app, options);
  bindHealth(app, options.model);
  bindMetrics(app, options.metrics);
  bindOpenApi(app);
  bindDocs(app);
  return app;
}
