import type { MetricDeclaration } from "./metric_declarations.ts";
import type { MetricRegistry } from "./prom_client.ts";

// prom-client builds and hashes a string of the labels each time it counts, which would take a tenth of the time of a
// request. These two keep one object a series, and give it to prom-client at the scrape.

/** Labels of one series. */
export type Labels = Readonly<Record<string, string | number>>;

/** What prom-client writes of a series. */
export interface MetricValue {
  /** The metric's own unless told, as for the buckets of a histogram. */
  readonly metricName?: string;
  /** Tell the series from the metric's others. */
  readonly labels: Labels;
  /** At the scrape. */
  readonly value: number;
}

/** Counts of one series. */
export interface CounterSeries {
  /** Adds to it. */
  add(count: number): void;
}

/** Sizes of one series. */
export interface HistogramSeries {
  /** Counts one of this size. */
  observe(value: number): void;
}

/** A counter for what happens with each request. */
export class HotCounter {
  readonly #series: { labels: Labels; value: number }[] = [];

  /** Without series. @param registry which tells it from now on */
  constructor(declaration: MetricDeclaration, registry: MetricRegistry) {
    registerValues(registry, declaration, () => this.#series.map(({ labels, value }) => ({ labels, value })));
  }

  /** A new series, which begins at 0; to be kept by whoever counts. */
  series(labels: Labels): CounterSeries {
    const series = { labels, value: 0 };
    this.#series.push(series);
    return { add: (count) => void (series.value += count) };
  }
}

/** A histogram for what is measured with each request. */
export class HotHistogram {
  readonly #name: string;
  readonly #bounds: readonly number[];
  readonly #series: { labels: Labels; counts: Float64Array; sum: number }[] = [];

  /** Without series. @param registry which tells it from now on */
  constructor(
    declaration: MetricDeclaration & { readonly buckets: readonly number[] },
    registry: MetricRegistry,
  ) {
    this.#name = declaration.name;
    this.#bounds = declaration.buckets;
    registerValues(registry, declaration, () => this.#series.flatMap((series) => this.#values(series)));
  }

  /** A new series, empty; to be kept by whoever measures. */
  series(labels: Labels): HistogramSeries {
    const bounds = this.#bounds, counts = new Float64Array(bounds.length + 1);
    const series = { labels, counts, sum: 0 };
    this.#series.push(series);
    return {
      observe(value) {
        let bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) bucket++;
        counts[bucket]++;
        series.sum += value;
      },
    };
  }

  #values({ labels, counts, sum }: { labels: Labels; counts: Float64Array; sum: number }): MetricValue[] {
    let count = 0;
    const buckets = Array.from(counts, (inBucket, i) => ({
      metricName: `${this.#name}_bucket`,
      labels: { le: this.#bounds[i] ?? "+Inf", ...labels },
      value: count += inBucket,
    }));
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: sum },
      { metricName: `${this.#name}_count`, labels, value: count },
    ];
  }
}

/** Tells a metric whose values are asked for at each scrape; none means that only its help is told. */
export function registerValues(
  registry: MetricRegistry,
  { name, help, type }: MetricDeclaration,
  values: () => MetricValue[],
): void {
  const metric = {
    name,
    get: () => Promise.resolve({ name, help, type, aggregator: "sum", values: values() }),
  };
  registry.registerMetric(metric as unknown as Parameters<MetricRegistry["registerMetric"]>[0]);
}
