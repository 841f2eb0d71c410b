import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import { parseWebhook } from "../lib/webhook.ts";
import { type AlertRules, DEFAULT_ALERT_RULES } from "../pipeline/monitoring/alert_rules.ts";
import { parseCount } from "./command.ts";
import { parseSpan } from "./time_options.ts";

/** When `taxi monitor` raises and clears an alert, and whom it tells, as the command line has it. */
export interface AlertOptions extends Partial<Omit<AlertRules, "clearShare">> {
  readonly webhook?: URL;
}

/**
 * Adds the options of {@linkcode AlertOptions} to a command.
 *
 * Their values are read by {@linkcode alertOptions}: so many more in the type of one command would keep the type checker busy for
 * minutes.
 */
export function addAlertOptions(command: CommandUnknownOpts): void {
  command
    .option("--raise-after <count>", "windows at the level that raise an alert (default: 1)", parseCount)
    .option("--raise-within <count>", "of so many windows (default: as many as --raise-after)", parseCount)
    .option(
      "--raise-on <verdict>",
      "level that raises: alert, or warning for both (default: alert)",
      parseLevel,
    )
    .option("--clear-after <count>", "calm windows in a row that clear an alert (default: 2)", parseCount)
    .option("--cool-down <time>", "tell of no second alert within this time (default: 6h)", parseSpan)
    .option(
      "--webhook <url>",
      "POST here when an alert is raised or cleared; signed where TAXI_WEBHOOK_SECRET is set",
      parseWebhook,
    );
}

/** The values of a command to which {@linkcode addAlertOptions} were added. */
export function alertOptions(command: CommandUnknownOpts): AlertOptions {
  return command.opts() as unknown as AlertOptions;
}

/** The rules that options ask for, else a configuration file, else the defaults. @throws UsageError */
export function alertRules(options: AlertOptions, configured: Partial<AlertRules>): AlertRules {
  const { raiseAfter, raiseWithin, raiseOn, clearAfter, coolDown } = options;
  const after = raiseAfter ?? configured.raiseAfter ?? DEFAULT_ALERT_RULES.raiseAfter;
  const within = raiseWithin ?? configured.raiseWithin ?? after;
  if (within < after) {
    throw new UsageError(
      `Cannot raise an alert after ${after} of ${within} windows: expected ${after} windows or more`,
    );
  }
  return {
    raiseAfter: after,
    raiseWithin: within,
    raiseOn: raiseOn ?? configured.raiseOn ?? DEFAULT_ALERT_RULES.raiseOn,
    clearAfter: clearAfter ?? configured.clearAfter ?? DEFAULT_ALERT_RULES.clearAfter,
    clearShare: configured.clearShare ?? DEFAULT_ALERT_RULES.clearShare,
    coolDown: coolDown ?? configured.coolDown ?? DEFAULT_ALERT_RULES.coolDown,
  };
}

function parseLevel(text: string): AlertRules["raiseOn"] {
  if (text === "alert" || text === "warning") return text;
  throw new UsageError(`Cannot read "${text}": expected alert or warning`);
}
