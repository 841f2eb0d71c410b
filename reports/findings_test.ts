import { deepEqual, equal, ok } from "node:assert/strict";
import { sampleMonitoringResult } from "../tests/sample_monitoring_result.ts";
import { findings, verdictSentence } from "./findings.ts";
import { tripVocabulary } from "./vocabulary.ts";

const result = sampleMonitoringResult(3000);
const words = tripVocabulary();

Deno.test("findings begin with the model and the data, then columns by severity, then what no column said", () => {
  const all = findings(result, words);
  deepEqual(all.map(({ anchor }) => anchor), [
    "model",
    "quality",
    "column-duration",
    "column-trip_distance",
    "column-prediction",
    "column-PULocationID",
    "tests",
  ]);
  ok(
    /^Predictions miss by [\d.]+ minutes on average, [\d.]+ minutes more than before$/.test(all[0].sentence),
  );
  equal(all[3].evidence, "Wasserstein 0.213, threshold 0.1");
});

Deno.test("findings of a comparison that passed are empty", () => {
  const columns = result.columns.map((column) => "score" in column ? { ...column, drifted: false } : column);
  deepEqual(findings({ ...result, columns, tests: [], quality: [] }, words), []);
});

Deno.test("verdictSentence counts columns and says what the error did", () => {
  ok(
    /^In green 2023-03, 4 of 8 columns moved and predictions miss by \d+% more, compared with green 2023-01\.\.2023-02\.$/
      .test(verdictSentence(result)),
  );
  const ok3 = {
    ...result,
    verdict: "ok",
    dataset: { columns: 3, drifted: 0, share: 0, drift: false },
  } as const;
  equal(
    verdictSentence({ ...ok3, current: { ...result.current, regression: undefined } }),
    "In green 2023-03, none of 3 columns moved, compared with green 2023-01..2023-02.",
  );
});
