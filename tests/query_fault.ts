import type { MetricDeclaration } from "../server/metrics/metric_declarations.ts";

/** Labels that Prometheus itself sets. */
const SCRAPE_LABELS = ["job", "instance"];

/** A selector: a name, perhaps its matchers, perhaps a range. */
const SELECTOR = /\b(?<name>(?:taxi|process)_\w+)(?:\{(?<matchers>[^}]*)\})?(?<range>\[)?/g;

/**
 * Tells what is wrong in a PromQL query for a server of these metrics: an unknown metric or label, or a counter that is
 * read as it is, though only its growth says something. @returns undefined for a query that may be asked
 */
export function queryFault(query: string, metrics: readonly MetricDeclaration[]): string | undefined {
  const text = query.replaceAll(/"[^"]*"/g, '""');
  const known = new Set(SCRAPE_LABELS);
  let selectors = 0;
  for (const { groups } of text.matchAll(SELECTOR)) {
    const { name, matchers = "", range } = groups!;
    selectors++;
    const part = /^(.*)_(bucket|sum|count)$/.exec(name);
    const metric = metrics.find((metric) =>
      metric.type === "histogram" ? metric.name === part?.[1] : metric.name === name
    );
    if (metric === undefined) return `there is no metric "${name}"`;
    const labels = [...SCRAPE_LABELS, ...metric.labelNames, ...(part?.[2] === "bucket" ? ["le"] : [])];
    for (const label of labels) known.add(label);
    for (const [, label] of matchers.matchAll(/(\w+)\s*[=!]/g)) {
      if (!labels.includes(label)) return `"${name}" has no label "${label}"`;
    }
    if (metric.type !== "gauge" && range === undefined) {
      return `"${name}" grows for ever, expected a rate of it`;
    }
  }
  for (const [, list] of text.matchAll(/\b(?:by|without|on|ignoring) \(([^)]*)\)/g)) {
    const stranger = list.split(/,\s*/).find((label) => !known.has(label));
    if (stranger !== undefined) return `no metric of the query has a label "${stranger}"`;
  }
  return selectors > 0 || /\bup\{/.test(text) ? undefined : "it asks for no metric of taxi";
}
