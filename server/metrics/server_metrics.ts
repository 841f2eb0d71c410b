import type { Predictor } from "../../pipeline/models/predictor.ts";
import { METRICS } from "./metric_declarations.ts";
import { addProcessMetrics } from "./process_metrics.ts";
import { Counter, Gauge, Histogram, Registry } from "./prom_client.ts";

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

/** Counts what a server does, in memory, from its start. */
export interface ServerMetrics {
  /** A request has come. */
  began(): void;
  /**
   * A request that {@linkcode began} is answered. Each combination of `route`, `method` and `status` makes a series that is
   * kept until the process ends, so there must be few values of each.
   *
   * @param seconds from the one to the other
   */
  ended(route: string, method: string, status: number, seconds: number): void;
  /** Trips were predicted and are in the log. @param minutes one number for each trip */
  predicted(minutes: Float64Array): void;
  /** So many actuals were joined to their predictions. */
  actualsRecorded(count: number): void;
  /** The prediction log could not be written for a request. */
  logFailed(): void;
  /** Everything in Prometheus's text format, version 0.0.4. */
  text(): Promise<string>;
}

/** Metrics of a server that answers by one model; all counters stand at 0. */
export function createServerMetrics(
  { name, version, hash, kind }: Omit<Predictor, "predict">,
  build: Build,
): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const model = { model: name, model_version: String(version ?? "none") };
  let inFlight = 0;

  const requests = new Counter({ ...METRICS.httpRequests, registers });
  const durations = new Histogram({ ...withBuckets(METRICS.httpDuration), registers });
  new Gauge({
    ...METRICS.httpInFlight,
    registers,
    collect() {
      this.set(inFlight);
    },
  });
  const predictions = new Counter({ ...METRICS.predictions, registers });
  const predicted = new Histogram({ ...withBuckets(METRICS.predictedDuration), registers });
  const actuals = new Counter({ ...METRICS.actualsRecorded, registers });
  const logFailures = new Counter({ ...METRICS.logFailures, registers });
  new Gauge({ ...METRICS.model, registers }).set({ ...model, model_hash: hash, kind }, 1);
  new Gauge({ ...METRICS.build, registers }).set({ ...build }, 1);
  addProcessMetrics(registers);
  predictions.inc(model, 0); // Prometheus sees no growth in a series that begins above 0
  predicted.zero(model);

  return {
    began: () => void inFlight++,
    ended(route, method, status, seconds) {
      inFlight--;
      requests.inc({ route, method, status }, 1);
      durations.observe({ route }, seconds);
    },
    predicted(minutes) {
      predictions.inc(model, minutes.length);
      for (const prediction of minutes) predicted.observe(model, prediction);
    },
    actualsRecorded: (count) => actuals.inc(count),
    logFailed: () => logFailures.inc(),
    text: () => registry.metrics(),
  };
}

/** A declaration with an array of its own, because prom-client freezes it. */
function withBuckets<T extends { readonly buckets: readonly number[] }>(declaration: T) {
  return { ...declaration, buckets: [...declaration.buckets] };
}
