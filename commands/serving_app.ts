import { createPredictor } from "../pipeline/models/predictor.ts";
import type { FaultReporter } from "../server/answer_error.ts";
import { createApp } from "../server/create_app.ts";
import type { FetchHandler } from "../server/listen.ts";
import { countRequests } from "../server/metrics/count_requests.ts";
import { createServerMetrics } from "../server/metrics/server_metrics.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { COMMIT } from "./commit.ts";
import type { ResolvedModel } from "./resolve_model.ts";
import { TAXI_VERSION } from "./version.ts";

/** The server of a model and a log, ready to listen; every request of it is counted. */
export function createServingApp(
  { loaded, name, version }: ResolvedModel,
  predictionLog: PredictionLog,
  onFault: FaultReporter,
): FetchHandler {
  const model = createPredictor(loaded, name, version);
  const metrics = createServerMetrics(model, {
    version: TAXI_VERSION,
    commit: COMMIT,
    deno: Deno.version.deno,
  });
  return countRequests(createApp({ model, predictionLog, clock: Date.now, onFault, metrics }), metrics);
}
