import assert from "node:assert/strict";
import { trendChart, trendTop, verdictStrip } from "./trend_chart.ts";

const path = (svg: string, name: string) => new RegExp(`class="${name}" d="([^"]*)"`).exec(svg)?.[1];

Deno.test("trendChart draws values from zero, gaps, a level and the changes", () => {
  const values = [0, 5, null, 10], titles = ["a", "b", "c", "<d>"];
  const svg = trendChart({ values, titles, changes: [3], level: 5, description: 'says "it"' }).toString();
  assert.equal(trendTop({ values, level: 5 }), 10.8);
  assert.equal(path(svg, "trend-line"), "M5 60L15 32.2M35 4.4");
  assert.equal(path(svg, "trend-dots"), "M5 60h0M15 32.2h0M35 4.4h0");
  assert.equal(path(svg, "trend-level"), "M0 32.2H40");
  assert.equal(path(svg, "trend-change"), "M30 0V60");
  assert.equal(svg.match(/<title>/g)?.length, 4);
  assert.ok(svg.includes("&#60;d&#62;") && !svg.includes('"it"') && !svg.includes("style="));
});

Deno.test("trendChart draws without values and without a level", () => {
  const svg = trendChart({ values: [null], titles: ["a"], changes: [], description: "" }).toString();
  assert.deepEqual([path(svg, "trend-line"), path(svg, "trend-level")], ["", undefined]);
  assert.doesNotMatch(svg, /NaN|Infinity/);
  assert.equal(trendTop({ values: [null, 0] }), 1);
});

Deno.test("verdictStrip tells verdicts by height too", () => {
  const svg = verdictStrip({ verdicts: ["ok", "alert"], titles: ["a", "b"], description: "two" }).toString();
  assert.match(svg, /class="strip-ok" x="1" y="48" width="8" height="12"/);
  assert.match(svg, /class="strip-alert" x="11" y="0" width="8" height="60"/);
});
