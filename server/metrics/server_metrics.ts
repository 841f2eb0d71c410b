import type { Predictor } from "../../pipeline/models/predictor.ts";
import type { Judgement } from "../../tracking/judgement.ts";
import type { PredictionQueue } from "../../tracking/prediction_queue.ts";
import type { ServedModels } from "../served_models.ts";
import { ConnectionCounts } from "../sockets/connection_counts.ts";
import { HotCounter, HotHistogram, registerValues } from "./hot_metrics.ts";
import { addJudgementMetrics } from "./judgement_metrics.ts";
import { METRICS } from "./metric_declarations.ts";
import { addProcessMetrics } from "./process_metrics.ts";
import { Counter, Gauge, type MetricRegistry, Registry } from "./prom_client.ts";

/** The media type of {@linkcode ServerMetrics.text}. */
export const METRICS_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** What the metrics say of the program. */
export interface Build {
  /** Version of `taxi`. */
  readonly version: string;
  /** Git commit it was made from. */
  readonly commit: string;
  /** Version of Deno. */
  readonly deno: string;
}

/** What the metrics are told of besides what happens. */
export interface MeasuredServer {
  /** The program. */
  readonly build: Build;
  /** Asked at each scrape. */
  readonly models: Pick<ServedModels, "list">;
  /** Asked at each scrape. */
  readonly predictionQueue: Pick<PredictionQueue, "status">;
  /** Lines of the server's log that were lost so far; asked at each scrape; none unless told. */
  readonly logLinesDropped?: () => number;
  /** Of the port; asked at each scrape; none unless told. */
  readonly connections?: ConnectionCounts;
  /** What the last run of `taxi monitor` said; asked at each scrape; there was none unless told. */
  readonly judgement?: () => Judgement | undefined;
}

/** Counts what a server does, in memory, from its start. */
export interface ServerMetrics {
  /** A request has come. */
  began(): void;
  /**
   * A request that {@linkcode began} is answered. Each combination of `route`, `method` and `status` makes a series that is
   * kept until the process ends, so there must be few values of each; methods that no route takes are one.
   *
   * @param seconds from the one to the other
   */
  ended(route: string, method: string, status: number, seconds: number): void;
  /** Trips were answered. @param minutes one number for each trip */
  predicted(model: Predictor, minutes: Float64Array): void;
  /** So many trips could not be predicted by the shadow. */
  shadowFailed(trips: number): void;
  /** So many actuals were joined to their predictions. */
  actualsRecorded(count: number): void;
  /** The prediction log could not take what a request had for it. */
  logFailed(): void;
  /** So many predictions were answered and not logged. */
  logDropped(predictions: number): void;
  /** Everything in Prometheus's text format, version 0.0.4. */
  text(): Promise<string>;
}

/** Clients may invent methods. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Metrics of a server; all counters stand at 0. */
export function createServerMetrics(server: MeasuredServer): ServerMetrics {
  const { build, models, predictionQueue, logLinesDropped = () => 0, judgement = () => undefined } = server;
  const registry = new Registry();
  const registers = [registry];
  const gauge = (declaration: { name: string; help: string }, value: () => number) =>
    new Gauge({
      ...declaration,
      registers,
      collect() {
        this.set(value());
      },
    });
  const counter = (declaration: { name: string; help: string }) => new Counter({ ...declaration, registers });
  let inFlight = 0;

  const requests = new HotCounter(METRICS.httpRequests, registry);
  const durations = new HotHistogram(METRICS.httpDuration, registry);
  gauge(METRICS.httpInFlight, () => inFlight);
  addConnections(registry, server.connections ?? new ConnectionCounts());
  const predictions = new HotCounter(METRICS.predictions, registry);
  const predicted = new HotHistogram(METRICS.predictedDuration, registry);
  const shadowFailures = counter(METRICS.shadowFailures);
  const actuals = counter(METRICS.actualsRecorded);
  const logFailures = counter(METRICS.logFailures);
  const logDropped = counter(METRICS.logDropped);
  gauge(METRICS.logWaiting, () => predictionQueue.status().waiting);
  gauge(METRICS.logCapacity, () => predictionQueue.status().capacity);
  gauge(METRICS.logHealthy, () => predictionQueue.status().fault === undefined ? 1 : 0);
  registerValues(registry, METRICS.logLinesDropped, () => [{ labels: {}, value: logLinesDropped() }]);
  addJudgementMetrics(registry, judgement);
  addModelInfo(registers, models);
  new Gauge({ ...METRICS.build, registers }).set({ ...build }, 1);
  addProcessMetrics(registers);

  // a map in a map in a map: to join the three to one key would make a text of each request
  const ofRequest = seriesOf((route: string) =>
    seriesOf((method: string) => seriesOf((status: number) => requests.series({ route, method, status })))
  );
  const ofRoute = seriesOf((route: string) => durations.series({ route }));
  const ofModel = seriesOf((key: string) => {
    const [model, model_version] = JSON.parse(key);
    const labels = { model, model_version };
    return { count: predictions.series(labels), minutes: predicted.series(labels) };
  });
  const ofPredictor = new WeakMap<Predictor, ReturnType<typeof ofModel>>();
  const seriesOfModel = (model: Predictor) => {
    let series = ofPredictor.get(model);
    if (series === undefined) {
      series = ofModel(JSON.stringify([model.name, String(model.version ?? "none")]));
      ofPredictor.set(model, series);
    }
    return series;
  };
  // Prometheus sees no growth in a series that begins above 0
  for (const { role, predictor } of models.list()) if (role !== "shadow") seriesOfModel(predictor);

  return {
    began: () => void inFlight++,
    ended(route, method, status, seconds) {
      inFlight--;
      ofRequest(route)(METHODS.has(method) ? method : "other")(status).add(1);
      ofRoute(route).observe(seconds);
    },
    predicted(model, minutes) {
      const series = seriesOfModel(model);
      series.count.add(minutes.length);
      for (const prediction of minutes) series.minutes.observe(prediction);
    },
    shadowFailed: (trips) => shadowFailures.inc(trips),
    actualsRecorded: (count) => actuals.inc(count),
    logFailed: () => logFailures.inc(),
    logDropped: (predictions) => logDropped.inc(predictions),
    text: () => registry.metrics(),
  };
}

/** Every model of the moment; those that are no longer served are not told any more. */
function addModelInfo(registers: MetricRegistry[], models: Pick<ServedModels, "list">): void {
  new Gauge({
    ...METRICS.model,
    labelNames: [...METRICS.model.labelNames],
    registers,
    collect() {
      this.reset();
      for (const { role, predictor: { name, version, hash, kind } } of models.list()) {
        const model_version = String(version ?? "none");
        this.set({ role, model: name, model_version, model_hash: hash, kind }, 1);
      }
    },
  });
}

function addConnections(registry: MetricRegistry, connections: ConnectionCounts): void {
  registerValues(registry, METRICS.connections, () => [{ labels: {}, value: connections.open }]);
  registerValues(registry, METRICS.connectionsClosed, () => [
    { labels: { reason: "stalled" }, value: connections.stalled },
    { labels: { reason: "idle" }, value: connections.idle },
  ]);
}

/** Makes each series once. */
function seriesOf<K, T>(make: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    let series = known.get(key);
    if (series === undefined) known.set(key, series = make(key));
    return series;
  };
}
