import { join } from "node:path";
import { z } from "zod";
import type { Flow } from "../../pipeline/flows/flow.ts";
import { task } from "../../pipeline/flows/task.ts";
import { DEFAULT_ALERT_RULES } from "../../pipeline/monitoring/alert_rules.ts";
import { openPredictionLog } from "../../tracking/prediction_log.ts";
import { askedWindows } from "../asked_windows.ts";
import { judgeLog, noPredictions } from "../judge_log.ts";
import { writeReport } from "../report.ts";
import { DEFAULT_MODEL, resolveModel } from "../resolve_model.ts";
import type { FlowHome } from "./flow_home.ts";
import { readParams } from "./params.ts";

const PARAMS = z.strictObject({
  model: z.string().min(1).default(`${DEFAULT_MODEL}@champion`),
  last: z.coerce.number().int().min(1).default(10_000),
});

type Judged = {
  readonly verdict: string;
  readonly sentence: string;
  readonly rows: number;
  readonly judgement: number;
  readonly report: string;
};

/** Judges the newest served predictions of a model, as `taxi monitor` does. */
export function monitorFlow(on: FlowHome): Flow<z.infer<typeof PARAMS>> {
  const judge = judgeServed(on);
  return {
    name: "monitor",
    summary: "The newest served predictions: judge them against the model's reference, write the report.",
    parse: (given) => readParams("monitor", PARAMS, given),
    run: ({ call, flowRunId }, { model, last }) => call(judge, { model, last, flowRun: flowRunId }),
  };
}

function judgeServed({ home, place }: FlowHome) {
  type Input = { readonly model: string; readonly last: number; readonly flowRun: string };
  return task<Input, Judged>("judge", async ({ model, last }, { log, link }) => {
    const resolved = await resolveModel(home, model, place);
    using predictions = openPredictionLog(home.path);
    const windows = askedWindows({ last }, Date.now());
    const judged = judgeLog(predictions, resolved, windows[0], DEFAULT_ALERT_RULES);
    if (judged === undefined) throw noPredictions(home.path, resolved, windows);
    const report = join(home.reports, "monitor.html");
    await writeReport(report, judged.result, home);
    link("report", report);
    link("judgement", String(judged.kept.id));
    log(judged.sentence);
    const { verdict, rows, id } = judged.kept;
    return { verdict, sentence: judged.sentence, rows, judgement: id, report };
  }, { timeout: 3_600_000 });
}
