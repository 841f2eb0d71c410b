import type { RegressionMetrics } from "../pipeline/models/regression_metrics.ts";
import type {
  MonitoringResult,
  MonitoringTest,
  RankedSegment,
  Verdict,
} from "../pipeline/monitoring/monitoring_result.ts";
import { formatCounted, formatNumber, formatPercent } from "../lib/format.ts";
import { columnChange } from "./column_change.ts";
import { qualitySentence } from "./quality_sentence.ts";
import { bySeverity } from "./severity.ts";
import { rowsOf, segmentName, type Vocabulary } from "./vocabulary.ts";
import { columnAnchor, evidence, inWords, lowerFirst } from "./wording.ts";

/** One failing thing in plain words. */
export interface Finding {
  /** What happened, without a full stop. */
  readonly sentence: string;
  /** The statistic behind it; empty when the sentence has it. */
  readonly evidence: string;
  /** Id on the page where the details stand. */
  readonly anchor: string;
}

/** The word and the shape that go with each verdict, so that colour never stands alone. */
export const VERDICTS: Readonly<Record<Verdict, { readonly word: string; readonly shape: string }>> = {
  ok: { word: "OK", shape: "●" },
  warning: { word: "Warning", shape: "▲" },
  alert: { word: "Alert", shape: "■" },
};

/** The whole comparison in one sentence. */
export function verdictSentence(result: MonitoringResult): string {
  const { dataset, reference, current } = result;
  const errors = errorClause(reference.regression?.metrics, current.regression?.metrics);
  const moved = `${dataset.drifted === 0 ? "none" : dataset.drifted} of ${
    formatCounted(dataset.columns, "column")
  } moved`;
  const joined = dataset.drifted === 0 && result.verdict !== "ok" ? "but" : "and";
  const then = errors === "" ? "" : ` ${joined} ${errors}`;
  return `In ${current.name}, ${moved}${then}, compared with ${reference.name}.`;
}

/**
 * Everything that failed, worst first: the model's error, what is wrong with the data itself, then drifted columns by
 * severity, then failed tests that none of them says. Show the first few; the sections below hold them all.
 */
export function findings(result: MonitoringResult, words: Vocabulary): Finding[] {
  return [
    ...modelFinding(result, words),
    ...qualityFindings(result, words),
    ...columnFindings(result, words),
    ...testFindings(result),
  ];
}

function errorClause(
  reference: RegressionMetrics | undefined,
  current: RegressionMetrics | undefined,
): string {
  const change = (current?.mae ?? NaN) / (reference?.mae ?? NaN) - 1;
  if (!Number.isFinite(change)) return "";
  if (Math.abs(change) < 0.01) return "predictions are as good as before";
  return `predictions miss by ${formatPercent(Math.abs(change), 2)} ${change > 0 ? "more" : "less"}`;
}

function modelFinding(
  { tests, reference, current, worstSegments = [] }: MonitoringResult,
  words: Vocabulary,
): Finding[] {
  const before = reference.regression?.metrics;
  const now = current.regression?.metrics;
  const failed = tests.filter((test) => test.subject === "model" && test.status === "failed");
  if (failed.length === 0) return [];
  if (before === undefined || now === undefined || now.mae <= before.mae * 1.01) {
    return [
      ...leaning(failed, before, now, words),
      ...failed.filter((test) => !isAboutLeaning(test) || before === undefined || now === undefined)
        .map(({ description }) => ({ sentence: strip(description), evidence: "", anchor: "model" })),
    ];
  }
  return [
    {
      sentence: `Predictions miss by ${inWords(now.mae, words.unit)} on average, ` +
        `${inWords(now.mae - before.mae, words.unit)} more than before`,
      evidence: `MAE ${formatNumber(now.mae)} after ${formatNumber(before.mae)}, ` +
        `RMSE ${formatNumber(now.rmse)} after ${formatNumber(before.rmse)}`,
      anchor: "model",
    },
    ...worsened(worstSegments, now.mae / before.mae, words),
  ];
}

/** How much more than the whole a segment must have worsened to be told at the top. */
const STRIKING = 1.25;

/** The segment whose error grew most in all, where it grew clearly more than the whole. */
function worsened(
  segments: readonly RankedSegment[],
  growth: number,
  words: Vocabulary,
): Finding[] {
  const most = segments
    .flatMap((segment) =>
      segment.reference === undefined ? [] : [{ ...segment, before: segment.reference.mae }]
    )
    .filter(({ mae, before }) => mae > before * growth * STRIKING)
    .map((segment) => ({ ...segment, added: segment.rows * (segment.mae - segment.before) }))
    .reduce<{ cut: string; label: string; mae: number; before: number; added: number } | undefined>(
      (a, b) => a === undefined || b.added > a.added ? b : a,
      undefined,
    );
  if (most === undefined) return [];
  const { cut, label, mae, before } = most;
  const rows = lowerFirst(rowsOf(words, cut, segmentName(words, cut, label)));
  return [{
    sentence: `Most of all for ${rows}: there they miss by ${inWords(mae, words.unit)}, ` +
      `${inWords(mae - before, words.unit)} more than before`,
    evidence: "",
    anchor: "model",
  }];
}

/** A model can be as exact as before and yet lean to one side. */
function leaning(
  failed: readonly MonitoringTest[],
  before: RegressionMetrics | undefined,
  now: RegressionMetrics | undefined,
  words: Vocabulary,
): Finding[] {
  if (before === undefined || now === undefined || !failed.some(isAboutLeaning)) return [];
  const [more, less] = words.trips && words.unit === "min" ? ["long", "short"] : ["high", "low"];
  const say = (me: number) => `${inWords(Math.abs(me), words.unit)} too ${me > 0 ? more : less}`;
  return [{
    sentence: `Predictions are ${say(now.me)} on average, before they were ${say(before.me)}`,
    evidence: `mean error ${formatNumber(now.me)} after ${formatNumber(before.me)}`,
    anchor: "model",
  }];
}

function isAboutLeaning({ name }: MonitoringTest): boolean {
  return /\bME\b/.test(name);
}

/** Notes are left to their section. */
function qualityFindings({ quality = [] }: MonitoringResult, words: Vocabulary): Finding[] {
  return quality.filter(({ level }) => level !== "note").map((finding) => ({
    sentence: qualitySentence(finding, words),
    evidence: "",
    anchor: "quality",
  }));
}

function columnFindings(result: MonitoringResult, words: Vocabulary): Finding[] {
  return bySeverity(result.columns).flatMap((column) =>
    "score" in column && column.drifted
      ? [{
        sentence: columnChange(column, words).sentence,
        evidence: evidence(column.score),
        anchor: columnAnchor(column.column),
      }]
      : []
  );
}

function testFindings({ tests }: MonitoringResult): Finding[] {
  return tests
    .filter(({ status, subject }) => status === "failed" && subject !== "column" && subject !== "model")
    .map(({ description }) => ({ sentence: strip(description), evidence: "", anchor: "tests" }));
}

function strip(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
