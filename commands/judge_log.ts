import { TaxiError } from "../lib/errors.ts";
import {
  type AlertRules,
  type AlertState,
  nextAlertState,
  NO_ALERT,
} from "../pipeline/monitoring/alert_rules.ts";
import { createPredictor } from "../pipeline/models/predictor.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { MonitoringResult, Verdict } from "../pipeline/monitoring/monitoring_result.ts";
import { decodeProfile } from "../pipeline/monitoring/reference_profile.ts";
import { type Finding, findings, verdictSentence } from "../reports/findings.ts";
import { vocabularyOf } from "../reports/vocabulary.ts";
import { zoneLabel } from "../reports/zone_label.ts";
import type { JudgedColumn, Judgement, KeptJudgement } from "../tracking/judgement.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { type AskedWindow, spanName } from "./asked_windows.ts";
import { type LoggedWindow, loggedWindow } from "./logged_window.ts";
import { type MonitoringConfig, NO_CONFIG } from "./monitoring_config.ts";
import { modelTitle, type ResolvedModel } from "./resolve_model.ts";

/** A log may be short: what so few rows do by chance once in a thousand times is no reason to wake anybody. */
const LEAST_CHANCE = 0.001;

/** A judged window, whole, in words and as it is kept. */
export interface JudgedLog {
  readonly result: MonitoringResult;
  /** All of it in one sentence. */
  readonly sentence: string;
  /** What failed, the worst first, in plain sentences with the statistic behind each. */
  readonly findings: readonly Pick<Finding, "sentence" | "evidence">[];
  readonly kept: KeptJudgement;
}

/**
 * Compares logged predictions of a model with the reference that its file carries; no training data is needed. The judgement is kept
 * in the log, with the alert that stands after it.
 *
 * @returns undefined when the window has no prediction of the model
 */
export function judgeLog(
  log: PredictionLog,
  model: ResolvedModel,
  asked: AskedWindow,
  rules: AlertRules,
  { methods, driftShare, conditions, quality }: MonitoringConfig = NO_CONFIG,
): JudgedLog | undefined {
  const { loaded, name, version } = model;
  const logged = loggedWindow(log, createPredictor(loaded, name, version), asked);
  if (logged === undefined) return undefined;
  const result = monitor(decodeProfile(loaded.bundle.profile), logged.window, {
    leastChance: LEAST_CHANCE,
    model: modelTitle({ name, version }),
    ...{ methods, driftShare, conditions, quality: { limits: quality } },
  });
  const found = {
    ...judgementOf(result, logged),
    model: name,
    modelVersion: version,
    modelHash: loaded.hash,
  };
  const alert = alertAfter(log, found, result.verdict, rules);
  const judgement = { ...found, alert };
  const words = wordsOf(result);
  const id = log.keepJudgement(judgement, JSON.stringify({ ...monitoringJson(result), ...words }));
  return { result, ...words, kept: { ...judgement, id } };
}

/** That there is nothing to judge. */
export function noPredictions(
  home: string,
  { name, version }: ResolvedModel,
  windows: readonly AskedWindow[],
): TaxiError {
  const [{ since }] = windows, until = windows.at(-1)!.until;
  const when = until === undefined ? "" : ` from ${spanName(since!, until)}`;
  return new TaxiError(
    `Cannot judge ${modelTitle({ name, version })}: the log of "${home}" has no prediction of it${when}`,
    { code: "no_predictions", hint: `taxi serve --model ${version === null ? name : `${name}/${version}`}` },
  );
}

function judgementOf(
  result: MonitoringResult,
  { from, to }: LoggedWindow,
): Omit<Judgement, "model" | "modelVersion" | "modelHash" | "alert"> {
  const { share } = result.dataset;
  return {
    judgedAt: Date.now(),
    windowFrom: from,
    windowTo: to,
    rows: result.current.rows,
    verdict: result.verdict,
    driftedShare: Number.isFinite(share) ? share : null,
    columns: monitoringJson(result).columns.flatMap((column): JudgedColumn[] => {
      if ("skipped" in column) return [];
      const { column: name, method, kind, score, threshold, drifted } = column;
      return [{ name, method, kind, score, threshold, drifted }];
    }),
    metrics: metricsOf(result),
  };
}

/** Errors of the window, and the reference's beside them. */
function metricsOf({ reference, current }: MonitoringResult): Record<string, number> {
  if (current.regression === undefined) return {};
  const { rows, me, mae, mape, rmse, r2, max_error } = current.regression.metrics;
  const before = reference.regression?.metrics;
  const metrics = {
    rows,
    me,
    mae,
    mape,
    rmse,
    r2,
    max_error,
    reference_mae: before?.mae,
    reference_rmse: before?.rmse,
  };
  return Object.fromEntries(
    Object.entries(metrics).filter((pair): pair is [string, number] => Number.isFinite(pair[1])),
  );
}

/**
 * The alert after a window. One that ends before another that was judged is history and raises and clears nothing; one that ends with
 * another counts in its place, since actuals may have come in meanwhile.
 */
function alertAfter(
  log: PredictionLog,
  { model, windowTo, driftedShare }: Pick<Judgement, "model" | "windowTo" | "driftedShare">,
  verdict: Verdict,
  rules: AlertRules,
): AlertState {
  const state = log.judgements.last(model)?.alert ?? NO_ALERT;
  const judged = log.judgements.series(model, Math.max(rules.raiseWithin, rules.clearAfter));
  if (judged.some((other) => other.windowTo > windowTo)) return state;
  const before = judged.filter((other) => other.windowTo < windowTo)
    .map((other) => ({ ...other, verdict: other.verdict as Verdict }));
  return nextAlertState(state, [...before, { verdict, driftedShare }], windowTo, rules);
}

function wordsOf(result: MonitoringResult): Pick<JudgedLog, "sentence" | "findings"> {
  const found = findings(result, vocabularyOf(result, zoneLabel));
  return {
    sentence: verdictSentence(result),
    findings: found.map(({ sentence, evidence }) => ({ sentence, evidence })),
  };
}
