/** What a metric is, as Prometheus is told; the reference page and the alert rules' test read it too. */
export interface MetricDeclaration {
  /** With its base unit, as Prometheus names metrics: https://prometheus.io/docs/practices/naming/ */
  readonly name: string;
  /** Counters only grow until the process ends. */
  readonly type: "counter" | "gauge" | "histogram";
  /** Names of its labels, none for a metric of one series. */
  readonly labelNames: readonly string[];
  /** One sentence, without a full stop. */
  readonly help: string;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

const MODEL = ["model", "model_version"] as const;

/** Every metric of `GET /metrics`, in the order in which it is told. */
export const METRICS = {
  httpRequests: {
    name: "taxi_http_requests_total",
    type: "counter",
    labelNames: ["route", "method", "status"],
    help: "HTTP requests answered; route is a path of the API, or unknown",
  },
  httpDuration: {
    name: "taxi_http_request_duration_seconds",
    type: "histogram",
    labelNames: ["route"],
    help: "Time from a request's headers to its answer, before the answer is sent",
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  httpInFlight: {
    name: "taxi_http_requests_in_flight",
    type: "gauge",
    labelNames: [],
    help: "HTTP requests being answered now, this scrape among them",
  },
  connections: {
    name: "taxi_http_connections",
    type: "gauge",
    labelNames: [],
    help: "Connections that are open, idle ones too; on Linux only",
  },
  connectionsClosed: {
    name: "taxi_http_connections_closed_total",
    type: "counter",
    labelNames: ["reason"],
    help:
      "Connections closed by the server: stalled when a request took too long to come in, idle when none came",
  },
  predictions: {
    name: "taxi_predictions_total",
    type: "counter",
    labelNames: MODEL,
    help: "Trips answered; a batch counts each of its trips",
  },
  predictedDuration: {
    name: "taxi_predicted_duration_minutes",
    type: "histogram",
    labelNames: MODEL,
    help: "Predicted trip durations; their shift is an early sign of drift",
    buckets: [1, 2, 3, 5, 7.5, 10, 12.5, 15, 20, 25, 30, 45, 60, 90, 120],
  },
  shadowFailures: {
    name: "taxi_shadow_failures_total",
    type: "counter",
    labelNames: [],
    help:
      "Trips that the shadow model could not predict; their answers came from the serving model all the same",
  },
  actualsRecorded: {
    name: "taxi_actuals_recorded_total",
    type: "counter",
    labelNames: [],
    help: "Actual durations joined to their predictions; one told again counts again",
  },
  logFailures: {
    name: "taxi_prediction_log_failures_total",
    type: "counter",
    labelNames: [],
    help: "Requests answered with 503 because the prediction log had no room or failed",
  },
  logDropped: {
    name: "taxi_prediction_log_dropped_total",
    type: "counter",
    labelNames: [],
    help: "Predictions answered but not logged, because the prediction log had no room",
  },
  logWaiting: {
    name: "taxi_prediction_log_waiting_rows",
    type: "gauge",
    labelNames: [],
    help: "Predictions that wait to be committed to the prediction log",
  },
  logCapacity: {
    name: "taxi_prediction_log_capacity_rows",
    type: "gauge",
    labelNames: [],
    help: "Predictions that may wait; when as many do, --log-overflow decides",
  },
  logHealthy: {
    name: "taxi_prediction_log_healthy",
    type: "gauge",
    labelNames: [],
    help: "1 when the last write of the prediction log succeeded, 0 when it failed",
  },
  logLinesDropped: {
    name: "taxi_log_lines_dropped_total",
    type: "counter",
    labelNames: [],
    help: "Lines of the server's own log that were lost, because nobody read it in time",
  },
  driftScore: {
    name: "taxi_drift_score",
    type: "gauge",
    labelNames: ["column", "method"],
    help:
      "Drift of a column in the last run of taxi monitor; of wasserstein and jensenshannon more is worse, else less",
  },
  driftThreshold: {
    name: "taxi_drift_threshold",
    type: "gauge",
    labelNames: ["column", "method"],
    help: "Where the drift score of a column begins to mean drift",
  },
  driftDetected: {
    name: "taxi_drift_detected",
    type: "gauge",
    labelNames: ["column"],
    help: "1 when the last run of taxi monitor found that the column had drifted, else 0",
  },
  driftShare: {
    name: "taxi_drift_share",
    type: "gauge",
    labelNames: [],
    help: "Share of the columns that had drifted in the last run of taxi monitor, 0 to 1",
  },
  monitorVerdict: {
    name: "taxi_monitor_verdict",
    type: "gauge",
    labelNames: ["verdict"],
    help: "1 for the verdict of the last run of taxi monitor, 0 for the other two",
  },
  monitorRows: {
    name: "taxi_monitor_rows",
    type: "gauge",
    labelNames: [],
    help: "Predictions that the last run of taxi monitor judged",
  },
  monitorTime: {
    name: "taxi_monitor_last_run_timestamp_seconds",
    type: "gauge",
    labelNames: [],
    help: "When taxi monitor last judged what was served, seconds since 1970",
  },
  monitorAlert: {
    name: "taxi_monitor_alert",
    type: "gauge",
    labelNames: [],
    help:
      "1 when an alert stands after the last run of taxi monitor, by its rules for raising and clearing, else 0",
  },
  monitorError: {
    name: "taxi_monitor_error_minutes",
    type: "gauge",
    labelNames: ["metric"],
    help: "Error (me, mae, rmse) of the judged predictions whose actual duration is known",
  },
  monitorActuals: {
    name: "taxi_monitor_actuals_rows",
    type: "gauge",
    labelNames: [],
    help: "Judged predictions whose actual duration is known",
  },
  model: {
    name: "taxi_model_info",
    type: "gauge",
    labelNames: ["role", ...MODEL, "model_hash", "kind"],
    help: "A model that is served, always 1; model_version is none for a model file",
  },
  build: {
    name: "taxi_build_info",
    type: "gauge",
    labelNames: ["version", "commit", "deno"],
    help: "The program that answers, always 1",
  },
  cpu: {
    name: "process_cpu_seconds_total",
    type: "counter",
    labelNames: [],
    help: "CPU time of the process, user and system",
  },
  startTime: {
    name: "process_start_time_seconds",
    type: "gauge",
    labelNames: [],
    help: "When the process began, seconds since 1970",
  },
  residentMemory: {
    name: "process_resident_memory_bytes",
    type: "gauge",
    labelNames: [],
    help: "Memory of the process that lies in RAM",
  },
  heap: {
    name: "process_heap_bytes",
    type: "gauge",
    labelNames: [],
    help: "JavaScript objects, and what of them is not collected yet",
  },
  openFiles: {
    name: "process_open_fds",
    type: "gauge",
    labelNames: [],
    help: "Open files and connections; on Linux only",
  },
  maxOpenFiles: {
    name: "process_max_fds",
    type: "gauge",
    labelNames: [],
    help: "Most files and connections that the process may open; on Linux only",
  },
} as const satisfies Record<string, MetricDeclaration>;
