import { TaxiError } from "../../lib/errors.ts";
import { runProgram } from "../../lib/run_program.ts";
import { later, sleep } from "../../lib/sleep.ts";
import { postWebhook, type WebhookOptions } from "../../lib/webhook.ts";
import type { FlowEvent, Notification } from "./notification.ts";

/** Somebody to be told. */
export type Channel =
  & { readonly on: readonly FlowEvent[] }
  & (
    | { readonly kind: "webhook" | "slack"; readonly url: URL }
    | { readonly kind: "command"; readonly command: readonly string[] }
  );

const COMMAND_TRIES = 3;
const COMMAND_PAUSE_MILLISECONDS = 1000;
const COMMAND_TIMEOUT_MILLISECONDS = 30_000;

/**
 * Tells everybody who wants to know of it, each several times if need be. What cannot be told to one is said in a sentence without
 * addresses, which can be secrets; it keeps nobody else from being told, nor does it fail the run.
 */
export async function notify(
  channels: readonly Channel[],
  notification: Notification,
  say: (sentence: string) => void,
  options: WebhookOptions = {},
): Promise<void> {
  const asked = channels.filter(({ on }) => on.includes(notification.event));
  await Promise.all(asked.map(async (channel) => {
    try {
      await send(channel, notification, options);
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error;
      say(`taxi: ${error.message}`);
    }
  }));
}

async function send(channel: Channel, notification: Notification, options: WebhookOptions): Promise<void> {
  switch (channel.kind) {
    case "webhook":
      return await postWebhook(channel.url, notification, options);
    case "slack": // what Slack, Mattermost and Discord's /slack take; they know no signature
      return await postWebhook(channel.url, { text: notification.text }, { ...options, secret: undefined });
    case "command":
      return await runCommand(channel.command, notification, options);
  }
}

/** Runs a command with the notification on its standard input, until it exits with 0. */
async function runCommand(
  command: readonly string[],
  notification: Notification,
  { wait = sleep, timeout = COMMAND_TIMEOUT_MILLISECONDS }: WebhookOptions,
): Promise<void> {
  let fault = "";
  for (let tries = 0; tries < COMMAND_TRIES; tries++) {
    if (tries > 0) await wait(COMMAND_PAUSE_MILLISECONDS);
    const over = new AbortController();
    const late = new TaxiError(`it took longer than ${timeout / 1000} s`, { code: "timeout" });
    const callOff = later(timeout, () => over.abort(late));
    try {
      const code = await runProgram(command, {
        signal: over.signal,
        input: JSON.stringify(notification),
        env: { TAXI_FLOW_EVENT: notification.event, TAXI_FLOW_TEXT: notification.text },
      });
      if (code === 0) return;
      fault = `it exited with ${code}`;
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error;
      fault = error.message;
    } finally {
      callOff();
    }
  }
  throw new TaxiError(`Cannot notify by the command "${command[0]}": ${fault}`, { code: "notify_command" });
}

/** As the environment has it: `TAXI_WEBHOOK_SECRET` signs what webhooks are sent. */
export function webhookOptions(): WebhookOptions {
  const secret = Deno.env.get("TAXI_WEBHOOK_SECRET");
  return secret ? { secret } : {};
}
