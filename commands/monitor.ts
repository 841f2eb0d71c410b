import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import process from "node:process";
import { join } from "node:path";
import { EXIT, UsageError } from "../lib/errors.ts";
import { createOutput, type Output } from "../lib/output.ts";
import type { AlertRules } from "../pipeline/monitoring/alert_rules.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { addAlertOptions, type AlertOptions, alertOptions, alertRules } from "./alert_options.ts";
import { askedWindows, type WindowOptions } from "./asked_windows.ts";
import { createCommand, HOME_OPTION, JSON_OPTION, parseCount } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { judgeLog, noPredictions } from "./judge_log.ts";
import { type MonitoringConfig, NO_CONFIG, readMonitoringConfig } from "./monitoring_config.ts";
import { judgeOnSchedule } from "./monitor_schedule.ts";
import { assertOutputFile } from "./output_file.ts";
import { writeReport } from "./report.ts";
import { DEFAULT_MODEL, MODEL_OPTION, resolveModel } from "./resolve_model.ts";
import { showJudgements } from "./show_judgements.ts";
import { tellAlert } from "./tell_alert.ts";
import { parseSpan, parseTime } from "./time_options.ts";
import { trackingPlace } from "./tracking_option.ts";

/** What to judge, by what, and whom to tell. */
interface MonitorJob extends WindowOptions, Pick<AlertOptions, "webhook"> {
  readonly model: string;
  readonly output?: string;
  readonly config: MonitoringConfig;
  readonly rules: AlertRules;
}

/** `taxi monitor`. */
export function monitorCommand() {
  const command = createCommand("monitor", "Judge what was served against the model's reference.", {
    example: "taxi monitor --once --model taxi-duration@champion",
    exitCodes: "3 alert: the served trips or their errors have drifted",
  })
    .option(...MODEL_OPTION, `${DEFAULT_MODEL}@champion`)
    .option("--last <count>", "newest logged predictions of the model to judge (default: 10000)", parseCount)
    .option(
      "--window <time>",
      "judge those of the last whole hour, day, ... of UTC instead: 30m, 6h, 1d, 1w",
      parseSpan,
    )
    .option("--windows <count>", "so many such windows, one after another, for the trend", parseCount)
    .option("--from <time>", "judge from here on, UTC: 2026-01-31 or 2026-01-31T08:30", parseTime)
    .option("--to <time>", "and before here (default: now, or the last whole --window)", parseTime)
    .option("--once", "judge once and exit (the default)")
    .option(
      "--schedule <cron>",
      "judge at these times until interrupted: minute hour day month weekday, local time",
    );
  const untyped = command as unknown as CommandUnknownOpts;
  addAlertOptions(untyped);
  return command
    .option("--config <file>", "thresholds, conditions and alert rules, in YAML")
    .option("--output <file>", "the page (default: monitor.html in the home's reports folder)")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (given) => {
      const options = { ...given, ...alertOptions(untyped) };
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      if (options.once && options.schedule !== undefined) {
        throw new UsageError(
          "Both --once and --schedule are given, expected one of them",
          "taxi monitor --once",
        );
      }
      askedWindows(options, Date.now()); // what is refused is refused before the first judgement
      const config = options.config === undefined ? NO_CONFIG : await readMonitoringConfig(options.config);
      const rules = alertRules(options, config.alerts);
      if (options.output !== undefined) await assertOutputFile(options.output);
      const judge = () => judgeOnce(home, { ...options, config, rules }, out);
      if (options.schedule !== undefined) return await judgeOnSchedule(options.schedule, out, judge);
      if (await judge() === "alert") process.exitCode = EXIT.alert;
    });
}

/**
 * Judges each window that was asked for, in the order of time, and tells of the newest one that has predictions.
 *
 * @returns its verdict
 * @throws TaxiError when none has any
 */
async function judgeOnce(home: Home, job: MonitorJob, out: Output): Promise<string> {
  const { config, rules, webhook } = job;
  const model = await resolveModel(home, job.model, trackingPlace());
  using log = openPredictionLog(home.path);
  const windows = askedWindows(job, Date.now());
  const judged = windows.flatMap((window) => judgeLog(log, model, window, rules, config) ?? []);
  const newest = judged.at(-1);
  if (newest === undefined) throw noPredictions(home.path, model, windows);
  const report = job.output ?? join(home.reports, "monitor.html");
  await writeReport(report, newest.result, home);
  const secret = Deno.env.get("TAXI_WEBHOOK_SECRET") || undefined;
  const event = await tellAlert(log, newest, report, { rules, webhook, secret, out });
  showJudgements(out, judged, { log, windows: windows.length, event, report });
  return newest.result.verdict;
}
