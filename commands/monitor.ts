import { Cron } from "croner";
import process from "node:process";
import { join } from "node:path";
import { EXIT, TaxiError, UsageError } from "../lib/errors.ts";
import { createOutput, type Output } from "../lib/output.ts";
import { writeJudgement } from "../pipeline/monitoring/judgement_file.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { decodeProfile } from "../pipeline/monitoring/reference_profile.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { createCommand, HOME_OPTION, JSON_OPTION, parseCount } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { loggedWindow } from "./logged_window.ts";
import { assertOutputFile } from "./output_file.ts";
import { writeReport } from "./report.ts";
import {
  DEFAULT_MODEL,
  MODEL_OPTION,
  modelTitle,
  type ResolvedModel,
  resolveModel,
} from "./resolve_model.ts";
import { showComparison } from "./show_comparison.ts";

const DEFAULT_LAST = 10_000;

/** A log may be short: what so few rows do by chance once in a thousand times is no reason to wake anybody. */
const LEAST_CHANCE = 0.001;

/** `taxi monitor`. */
export function monitorCommand() {
  return createCommand("monitor", "Judge what was served against the model's reference.", {
    example: "taxi monitor --once --model taxi-duration@champion",
    exitCodes: "3 alert: the served trips or their errors have drifted",
  })
    .option(...MODEL_OPTION, `${DEFAULT_MODEL}@champion`)
    .option("--last <count>", "newest logged predictions of the model to judge", parseCount, DEFAULT_LAST)
    .option("--once", "judge once and exit (the default)")
    .option(
      "--schedule <cron>",
      "judge at these times until interrupted: minute hour day month weekday, local time",
    )
    .option("--output <file>", "the page (default: monitor.html in the home's reports folder)")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (options) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      if (options.once && options.schedule !== undefined) {
        throw new UsageError(
          "Both --once and --schedule are given, expected one of them",
          "taxi monitor --once",
        );
      }
      if (options.output !== undefined) await assertOutputFile(options.output);
      const judge = async () => {
        const model = await resolveModel(home, options.model);
        const result = judgeLog(home, model, options.last);
        const report = options.output ?? join(home.reports, "monitor.html");
        await writeReport(report, result);
        await writeJudgement(home.judgement, result, Date.now());
        showJudgement(out, result, report);
        return result;
      };
      if (options.schedule !== undefined) return await repeat(options.schedule, out, judge);
      const { verdict } = await judge();
      if (verdict === "alert") process.exitCode = EXIT.alert;
    });
}

/**
 * Compares the newest logged predictions of a model with the reference that its file carries; no training data is needed.
 *
 * @throws TaxiError when nothing was logged for it
 */
export function judgeLog(
  home: Home,
  { loaded, name, version }: ResolvedModel,
  last: number,
): MonitoringResult {
  using log = openPredictionLog(home.path);
  const current = loggedWindow(log, loaded.hash, last);
  if (current.rows === 0) {
    throw new TaxiError(
      `Cannot judge ${modelTitle({ name, version })}: the log of "${home.path}" has no prediction of it`,
      {
        code: "no_predictions",
        hint: `taxi serve --model ${version === null ? name : `${name}/${version}`}`,
      },
    );
  }
  return monitor(decodeProfile(loaded.bundle.profile), current, {
    leastChance: LEAST_CHANCE,
    model: modelTitle({ name, version }),
  });
}

function showJudgement(out: Output, result: MonitoringResult, report: string): void {
  showComparison(out, result);
  out.say(`Report ${report}`);
  out.document({ ...monitoringJson(result), report });
}

/**
 * Judges on a schedule until the process is told to stop, which lets a judgement that has begun come to its end; one that fails
 * is told and the next one tried.
 */
async function repeat(pattern: string, out: Output, judge: () => Promise<MonitoringResult>): Promise<void> {
  const stop = Promise.withResolvers<void>();
  const judgeOnce = async () => {
    try {
      await judge();
    } catch (error) {
      if (!(error instanceof TaxiError)) return stop.reject(error);
      out.say(`taxi: ${error.message}`);
    }
  };
  let judging = Promise.resolve();
  const { job, next } = schedule(pattern, () => judging = judgeOnce());
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => stop.resolve());
  out.say(`Judging at ${pattern}, next ${next.toISOString()}; stop with Ctrl-C`);
  try {
    await stop.promise;
  } finally {
    job.stop();
    await judging;
  }
}

function schedule(pattern: string, work: () => Promise<void>): { job: Cron; next: Date } {
  const refuse = (why: string) =>
    new UsageError(`Cannot read --schedule "${pattern}": ${why}`, 'taxi monitor --schedule "0 * * * *"');
  let job: Cron;
  try {
    job = new Cron(pattern, { protect: true }, work);
  } catch (error) {
    throw refuse((error as Error).message.replace(/^CronPattern: |\.$/g, ""));
  }
  const next = job.nextRun();
  if (next === null) throw refuse("that time never comes");
  return { job, next };
}
