import { formatCount, formatNumber, formatPercent } from "../lib/format.ts";
import type { Output } from "../lib/output.ts";
import type { AlertEvent } from "../pipeline/monitoring/alert_rules.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import { trends } from "../pipeline/monitoring/trend.ts";
import type { KeptJudgement } from "../tracking/judgement.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { spanName } from "./asked_windows.ts";
import type { JudgedLog } from "./judge_log.ts";
import { showComparison } from "./show_comparison.ts";

/** So many windows make the trend. */
const TREND_WINDOWS = 200;

/** What there is to say beside the judged windows. */
export interface JudgementWords {
  readonly log: PredictionLog;
  /** Windows that were asked for. */
  readonly windows: number;
  /** What others were told of. */
  readonly event: AlertEvent | undefined;
  /** Path of the page. */
  readonly report: string;
}

/** Judged windows on the terminal, or as one document: the newest whole, those before in a line each, and where the trend changed. */
export function showJudgements(out: Output, judged: readonly JudgedLog[], words: JudgementWords): void {
  const { result, kept } = judged.at(-1)!;
  const changes = changesOf(words.log.judgements.series(kept.model, TREND_WINDOWS));
  if (words.windows > 1) {
    out.table([
      ["window", "predictions", "verdict", "drifted", "MAE"],
      ...judged.map(({ kept }) => row(kept)),
    ]);
    const empty = words.windows - judged.length;
    if (empty > 0) out.say(`Without a prediction: ${empty} of ${words.windows} windows`);
    out.say();
  }
  showComparison(out, result);
  for (const { name, at, before, after } of changes) {
    out.say(`Changed at ${at}: ${name} ${formatNumber(before)} -> ${formatNumber(after)}`);
  }
  const { since } = kept.alert;
  if (since !== null) out.say(`An alert stands since ${new Date(since).toISOString()}`);
  out.say(`Report ${words.report}`);
  out.document({
    ...monitoringJson(result),
    report: words.report,
    judgement: kept.id,
    alert: { since: since === null ? null : new Date(since).toISOString(), event: words.event ?? null },
    windows: judged.map(({ kept }) => windowDocument(kept)),
    change_points: changes,
  });
}

/** Where the level of something changed over windows; `at` is when the first window of the new level began. */
interface Change {
  readonly name: string;
  readonly at: string;
  readonly before: number;
  readonly after: number;
}

function changesOf(series: readonly KeptJudgement[]): Change[] {
  return trends(series).flatMap(({ name, changes }) =>
    changes.map(({ index, before, after }) => ({
      name,
      at: new Date(series[index].windowFrom).toISOString(),
      before,
      after,
    }))
  );
}

function row({ windowFrom, windowTo, rows, verdict, driftedShare, metrics }: KeptJudgement): string[] {
  return [
    spanName(windowFrom, windowTo),
    formatCount(rows),
    verdict,
    formatPercent(driftedShare ?? NaN),
    formatNumber(metrics.mae ?? NaN),
  ];
}

function windowDocument(kept: KeptJudgement) {
  return {
    judgement: kept.id,
    name: spanName(kept.windowFrom, kept.windowTo),
    from: new Date(kept.windowFrom).toISOString(),
    to: new Date(kept.windowTo).toISOString(),
    rows: kept.rows,
    verdict: kept.verdict,
    drifted_share: kept.driftedShare,
    mae: kept.metrics.mae ?? null,
  };
}
