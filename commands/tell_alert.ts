import { TaxiError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import { postWebhook, type WebhookOptions, webhookTitle } from "../lib/webhook.ts";
import {
  afterTelling,
  type AlertEvent,
  type AlertRules,
  dueEvent,
} from "../pipeline/monitoring/alert_rules.ts";
import type { PredictionLog } from "../tracking/prediction_log.ts";
import { spanName } from "./asked_windows.ts";
import type { JudgedLog } from "./judge_log.ts";

/** What a webhook is sent. `text` is all of it for people, and what chat programs show. */
export interface AlertMessage {
  readonly event: AlertEvent;
  readonly text: string;
  readonly model: string;
  readonly model_version: number | null;
  readonly verdict: string;
  /** In plain words, the worst first. */
  readonly findings: readonly string[];
  /** ISO date-time, UTC. */
  readonly judged_at: string;
  /** Of the window with which the alert began, ISO date-time, UTC; null when it is cleared. */
  readonly since: string | null;
  readonly window: {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly rows: number;
  };
  /** Number of the judgement, for `/monitoring/judgement?id=` of a server of the same home. */
  readonly judgement: number;
  /** Path of the page. */
  readonly report: string;
}

const MAX_FINDINGS = 5;

/**
 * Tells of an alert that was raised or cleared, if the rules say that somebody should be told now: in words, and to the webhook where
 * there is one. A webhook that fails is told of in words; the event is due again after the next judgement.
 *
 * @param report path of the page
 * @returns the event, whether or not the webhook took it
 */
export async function tellAlert(
  log: PredictionLog,
  judged: JudgedLog,
  report: string,
  options: { readonly rules: AlertRules; readonly webhook?: URL; readonly out: Output } & WebhookOptions,
): Promise<AlertEvent | undefined> {
  const { kept } = judged, now = Date.now();
  const event = dueEvent(kept.alert, now, options.rules);
  if (event === undefined) return undefined;
  const { webhook, out } = options;
  const message = alertMessage(event, judged, report);
  out.say(event === "raised" ? `Alert raised for ${message.model}` : `Alert cleared for ${message.model}`);
  try {
    if (webhook) await postWebhook(webhook, message, options);
  } catch (error) {
    if (!(error instanceof TaxiError)) throw error;
    out.say(`taxi: ${error.message}; the next judgement tries again`);
    return event;
  }
  if (webhook) out.say(`Told ${webhookTitle(webhook)}`);
  log.keepAlertState(kept.id, afterTelling(kept.alert, event, now));
  return event;
}

/** What a webhook is sent. */
export function alertMessage(event: AlertEvent, judged: JudgedLog, report: string): AlertMessage {
  const { result, kept } = judged;
  const iso = (time: number) => new Date(time).toISOString();
  const title = result.model ?? kept.model;
  const findings = judged.findings.slice(0, MAX_FINDINGS).map(({ sentence }) => sentence);
  const words = [judged.sentence, ...findings.map((sentence) => `- ${sentence}`)].join("\n");
  return {
    event,
    text: event === "raised"
      ? `taxi: alert for ${title}\n${words}`
      : `taxi: ${title} is calm again\n${words}`,
    model: kept.model,
    model_version: kept.modelVersion,
    verdict: kept.verdict,
    findings,
    judged_at: iso(kept.judgedAt),
    since: kept.alert.since === null ? null : iso(kept.alert.since),
    window: {
      name: spanName(kept.windowFrom, kept.windowTo),
      from: iso(kept.windowFrom),
      to: iso(kept.windowTo),
      rows: kept.rows,
    },
    judgement: kept.id,
    report,
  };
}
