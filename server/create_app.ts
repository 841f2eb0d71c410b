import { OpenAPIHono } from "@hono/zod-openapi";
import { ZoneMapFile } from "../pipeline/trips/zone_map/zone_map_file.ts";
import type { JudgementReader } from "../tracking/judgement_reader.ts";
import type { PredictionQueue } from "../tracking/prediction_queue.ts";
import { type BodyLimits, DEFAULT_BODY_LIMITS } from "./body_limits.ts";
import { answerError, answerUnknown, type FaultReporter } from "./answer_error.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";
import { createPredictionService, type PredictionServiceOptions } from "./prediction_service.ts";
import type { AppEnv } from "./request_context.ts";
import type { DirectAnswer } from "./request_handler.ts";
import { bindActuals } from "./routes/actuals.ts";
import { bindDocs } from "./routes/docs.ts";
import { bindHealth } from "./routes/health.ts";
import { bindMetrics } from "./routes/metrics.ts";
import { bindMonitoring } from "./routes/monitoring.ts";
import { bindOpenApi } from "./routes/openapi.ts";
import { bindPairs } from "./routes/pairs.ts";
import { bindPlayground } from "./routes/playground.ts";
import { bindPredict, PREDICT_PATH, predictAnswer } from "./routes/predict.ts";
import { bindPredictBatch } from "./routes/predict_batch.ts";
import { bindZones } from "./routes/zones.ts";

/** What the server is made of: models, a log, metrics, and someone to tell of faults. */
export interface AppOptions extends PredictionServiceOptions {
  /** Keeps every answer and, later, what really happened. */
  readonly predictionQueue: Pick<PredictionQueue, "offer" | "room" | "recordActuals" | "status">;
  /** Told of every fault whose cause the client does not get. */
  readonly onFault: FaultReporter;
  /** Counts what is done, for `GET /metrics`. */
  readonly metrics: ServerMetrics;
  /** Path of the home's `zones.json`; `GET /zones` answers a schematic map where there is none. */
  readonly zonesFile?: string;
  /** What `taxi monitor` has found, for the monitoring pages; nothing unless told. */
  readonly judgements?: Pick<JudgementReader, "read">;
  /** Whether the registered models that answer have pages here, to which the playground leads; not unless told. */
  readonly modelPages?: boolean;
  /** What batches and actuals in JSON may take; the defaults unless told. */
  readonly bodyLimits?: BodyLimits;
  /** Whether the server has been told to stop, for `GET /readyz`; never unless told. */
  readonly stopping?: () => boolean;
  /** Whether a token is needed at the moment, for `GET /openapi.json`; never unless told. */
  readonly tokensRequired?: () => boolean;
}

/** Every route, behind no gate: see `createRequestHandler`. */
export interface Routes {
  /** All of them. */
  readonly app: OpenAPIHono<AppEnv>;
  /** Of the routes that the app answers, those whose `POST` is answered without it, by path. */
  readonly direct: ReadonlyMap<string, DirectAnswer>;
}

/** Binds every route. */
export function createApp(options: AppOptions): Routes {
  const app = new OpenAPIHono<AppEnv>();
  app.onError(answerError(options.onFault));
  app.notFound(answerUnknown(app));

  const limits = options.bodyLimits ?? DEFAULT_BODY_LIMITS;
  const predict = createPredictionService(options);
  const predictOne = predictAnswer(predict, limits.milliseconds);
  const tokensRequired = options.tokensRequired ?? (() => false);
  bindPlayground(app, options.models, options.modelPages);
  bindPredict(app, predictOne);
  bindPredictBatch(app, { predict, onFault: options.onFault, limits });
  bindActuals(app, { ...options, limits });
  bindPairs(app, options.models);
  bindZones(app, { zoneMap: new ZoneMapFile(options.zonesFile), onFault: options.onFault });
  bindHealth(app, options);
  bindMetrics(app, options.metrics);
  bindMonitoring(app, { ...options, tokensRequired });
  bindOpenApi(app, tokensRequired);
  bindDocs(app);
  return { app, direct: new Map([[PREDICT_PATH, predictOne]]) };
}
