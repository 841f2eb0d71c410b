import { createPredictor } from "../pipeline/models/predictor.ts";
import type { FaultReporter } from "../server/answer_error.ts";
import type { BodyLimits } from "../server/body_limits.ts";
import { createApp } from "../server/create_app.ts";
import type { FetchHandler } from "../server/listen.ts";
import { createServerMetrics, type ServerMetrics } from "../server/metrics/server_metrics.ts";
import type { LogOverflow } from "../server/prediction_service.ts";
import { createRequestHandler, type RequestHandlerOptions } from "../server/request_handler.ts";
import { mlflowMount } from "../server/mlflow/mount.ts";
import { fixedModel, type ServedModels } from "../server/served_models.ts";
import type { TrackingHandle } from "../server/tracking_handle.ts";
import { trackerMount } from "../server/ui/tracker/mount.ts";
import type { FlowPlace } from "../server/ui/tracker/tracker_env.ts";
import type { Telemetry } from "../server/tracing/telemetry.ts";
import { traceGate } from "../server/tracing/trace_gate.ts";
import type { ConnectionCounts } from "../server/sockets/connection_counts.ts";
import { joinMetrics, type WorkerPlace } from "../server/workers/worker_metrics.ts";
import type { JudgementReader } from "../tracking/judgement_reader.ts";
import type { PredictionQueue } from "../tracking/prediction_queue.ts";
import { COMMIT } from "./commit.ts";
import type { ResolvedModel } from "./resolve_model.ts";
import { TAXI_VERSION } from "./version.ts";

/** What {@linkcode createServingApp} joins. */
export interface ServingOptions extends Pick<RequestHandlerOptions, "gates" | "maxConcurrent" | "onAnswer"> {
  readonly models: ServedModels;
  readonly predictionQueue: PredictionQueue;
  /** The map of the home, if it has one. */
  readonly zonesFile?: string;
  /** `block` unless told. */
  readonly logOverflow?: LogOverflow;
  readonly onFault: FaultReporter;
  /** Lines of the server's log that were lost so far; none unless told. */
  readonly logLinesDropped?: () => number;
  /** Records spans; none unless told. */
  readonly telemetry?: Telemetry;
  /** The tracking store, for MLflow's clients and the tracker's pages; none unless told. */
  readonly tracking?: TrackingHandle;
  /** Whether the models come from that store, whose pages show them; not unless told. */
  readonly modelPages?: boolean;
  /** What pages of flows can do here; they only show what ran unless told. */
  readonly flows?: FlowPlace;
  /** What `taxi monitor` has found; nothing unless told. */
  readonly judgements?: JudgementReader;
  /** Of the port; none unless told. */
  readonly connections?: ConnectionCounts;
  /** What batches and actuals in JSON may take; the defaults unless told. */
  readonly bodyLimits?: BodyLimits;
  /** Whether the server has been told to stop; never unless told. */
  readonly stopping?: () => boolean;
  /** The place of this process among those that share the port; none when it serves alone. */
  readonly worker?: WorkerPlace;
  /** Whether a request needs a token at the moment; never unless told. */
  readonly tokensRequired?: () => boolean;
}

/** The server of its models and its log, behind its gates and counted, ready to listen. */
export function createServingApp(options: ServingOptions): FetchHandler {
  const { telemetry } = options;
  const metrics = servingMetrics(options);
  const routes = createApp({ logOverflow: "block", ...options, metrics });
  const gates = [traceGate(telemetry?.spans), ...options.gates ?? []];
  const { tracking, onFault, flows } = options;
  const mounts = tracking ? [mlflowMount(tracking, onFault), trackerMount(tracking, onFault, flows)] : [];
  const handler = createRequestHandler({ ...options, ...routes, mounts, metrics, gates, clock: Date.now });
  return telemetry ? telemetry.around(handler) : handler;
}

/** What is counted, and told to the spans where there are any. */
function servingMetrics(options: ServingOptions): ServerMetrics {
  const { telemetry, judgements } = options;
  const build = { version: TAXI_VERSION, commit: COMMIT, deno: Deno.version.deno };
  const judgement = () => judgements?.read((rows) => rows.last());
  const own = createServerMetrics({ ...options, build, judgement });
  const metrics = options.worker ? { ...own, text: joinMetrics(options.worker, own.text).text } : own;
  if (telemetry === undefined) return metrics;
  const predicted: ServerMetrics["predicted"] = (model, minutes) => {
    telemetry.spans.predicted(model, minutes.length);
    metrics.predicted(model, minutes);
  };
  return { ...metrics, predicted };
}

/** A resolved model that answers everything. */
export function servedModel({ loaded, name, version }: ResolvedModel): ServedModels {
  return fixedModel(createPredictor(loaded, name, version));
}
