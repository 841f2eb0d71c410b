import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { sampleMonitoringResult } from "../tests/sample_monitoring_result.ts";
import { tileMap } from "../pipeline/trips/zone_map/tile_map.ts";
import { renderReport } from "./render_report.ts";
import { zoneLabel } from "./zone_label.ts";

const OPTIONS = { command: "taxi report --reference a --current b", generatedAt: new Date(0) };
const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);

/** The chart library leaves one timer of a frame behind, which Deno would report as a leak. */
function renderTest(name: string, fn: () => void): void {
  Deno.test({ name, fn, sanitizeResources: false, sanitizeOps: false });
}

/** Checks that every element is closed in the right order, and gives the names of those that were opened. */
function openedElements(page: string): string[] {
  const opened: string[] = [];
  const stack: string[] = [];
  const text = page.replace(/(<(script|style)>)[\s\S]*?(<\/\2>)/g, "$1$3");
  for (const [, close, name, self] of text.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:"[^"]*"|[^"<>])*?(\/?)>/g)) {
    if (close) equal(stack.pop(), name, `</${name}> closes another element`);
    else {
      opened.push(name);
      if (!self && !VOID.has(name)) stack.push(name);
    }
  }
  deepEqual(stack, []);
  return opened;
}

function withCategory(level: string): MonitoringResult {
  const score = { kind: "test", method: "z", statistic: 3, pValue: 0.001, threshold: 0.05 } as const;
  const reference = categoricalDistribution(["a", level]);
  const current = categoricalDistribution([level, level, `${level}!`]);
  return {
    verdict: "alert",
    columns: [{ column: level, role: "feature", unit: level, reference, current, score, drifted: true }],
    reference: { name: level, rows: 2 },
    current: { name: level, rows: 3, hash: level, from: level },
    dataset: { columns: 1, drifted: 1, share: 1, drift: true },
    model: level,
    tests: [{ name: level, status: "failed", description: level }],
  };
}

renderTest("renderReport nests its elements, has one h1, and every link and label has its target", () => {
  const page = renderReport(sampleMonitoringResult(2000), OPTIONS);
  const opened = openedElements(page);
  equal(opened.filter((name) => name === "h1").length, 1);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  equal(new Set(ids).size, ids.length, "an id stands twice");
  for (const [, id] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) ok(ids.includes(id), id);
});

renderTest("renderReport stays small and loads nothing", () => {
  const page = renderReport(sampleMonitoringResult(), { ...OPTIONS, label: zoneLabel, map: tileMap() });
  const bytes = new TextEncoder().encode(page).length;
  ok(bytes < 350_000, `${bytes} bytes`);
  equal(/(?:src|href)="(?!#|data:,)|url\((?!#)|@import|https?:/.exec(page), null);
});

renderTest("renderReport keeps hostile names a text, wherever they stand", () => {
  const plain = openedElements(renderReport(withCategory("plain"), OPTIONS));
  const hostile = [
    "</script><script>alert(1)</script>",
    `"><img src=x onerror=alert(1)>`,
    "<!--",
    "]]>",
    "${1}`",
  ];
  for (const name of hostile) {
    deepEqual(openedElements(renderReport(withCategory(name), OPTIONS)), plain, name);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 12 }), (name) => {
      deepEqual(openedElements(renderReport(withCategory(`x${name}`), OPTIONS)), plain);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

renderTest("renderReport draws a comparison without model, tests, dates or values", () => {
  const { verdict, columns, dataset } = sampleMonitoringResult(50);
  const page = renderReport({
    verdict,
    dataset,
    columns: columns.filter((column) => "skipped" in column),
    reference: { name: "a.csv", rows: 0 },
    current: { name: "b.csv", rows: 0 },
    tests: [],
  }, OPTIONS);
  openedElements(page);
  equal(page.includes("NaN"), false);
  equal(page.includes('id="model"'), false);
});

renderTest("renderReport says the command and calls categories as the label does", () => {
  const label = (column: string, level: string) =>
    column === "PULocationID" && level === "132" ? "JFK Airport" : level;
  const page = renderReport(sampleMonitoringResult(2000), { ...OPTIONS, label });
  ok(page.includes(OPTIONS.command));
  ok(page.includes("Trips from JFK Airport"));
});
