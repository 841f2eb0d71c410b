import type * as prom from "prom-client";
// @ts-types="./prom_client_file.d.ts"
import CounterClass from "prom-client/lib/counter.js";
// @ts-types="./prom_client_file.d.ts"
import GaugeClass from "prom-client/lib/gauge.js";
// @ts-types="./prom_client_file.d.ts"
import HistogramClass from "prom-client/lib/histogram.js";
// @ts-types="./prom_client_file.d.ts"
import RegistryClass from "prom-client/lib/registry.js";

// The package's own door also loads OpenTelemetry, clustering and a push client, 10 ms at every start.
// Its inner files have no types.

/** Counts what happens. */
export const Counter = CounterClass as typeof prom.Counter;
/** Tells what is. */
export const Gauge = GaugeClass as typeof prom.Gauge;
/** Counts by size. */
export const Histogram = HistogramClass as typeof prom.Histogram;
/** Holds metrics and writes them in Prometheus's text format. */
export const Registry = RegistryClass as typeof prom.Registry;
/** One of them. */
export type MetricRegistry = prom.Registry;
