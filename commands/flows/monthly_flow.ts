import { z } from "zod";
import type { Flow } from "../../pipeline/flows/flow.ts";
import type { Json } from "../../pipeline/flows/input_hash.ts";
import { MODEL_KINDS } from "../../pipeline/models/model.ts";
import type { Month } from "../../pipeline/trips/month.ts";
import { TAXI_KINDS } from "../../pipeline/trips/taxi_kind.ts";
import { DEFAULT_MODEL } from "../resolve_model.ts";
import type { FlowHome } from "./flow_home.ts";
import {
  compareVersions,
  type Comparison,
  findChampion,
  type MonitoredMonth,
  monitorMonth,
  promote,
  trainChallenger,
} from "./model_tasks.ts";
import { checkContract, findNewestMonth, ingestMonth, monthsBefore } from "./month_tasks.ts";
import { MONTH, readParams } from "./params.ts";

const PARAMS = z.strictObject({
  taxi: z.enum(TAXI_KINDS).default("green"),
  source: z.string().min(1).default("tlc"),
  month: MONTH.nullable().default(null),
  train_months: z.coerce.number().int().min(1).max(120).default(2),
  kind: z.enum(MODEL_KINDS).default("linear"),
  model: z.string().min(1).default(DEFAULT_MODEL),
});

/**
 * The newest month that is published: ingested and checked, the champion judged by it, a challenger trained on the months before, both
 * compared on it, and the better one made champion.
 */
export function monthlyFlow(on: FlowHome): Flow<z.infer<typeof PARAMS>> {
  const tasks = {
    findMonth: findNewestMonth(on),
    ingest: ingestMonth(on),
    findChampion: findChampion(on),
    train: trainChallenger(on),
    monitor: monitorMonth(on),
    compare: compareVersions(on),
    promote: promote(on),
  };
  return {
    name: "monthly",
    summary:
      "The newest month: ingest, check, monitor the champion, train a challenger, promote the better one.",
    parse: (given) => readParams("monthly", PARAMS, given),
    sentence: monthlySentence,
    async run({ call, plannedAt, flowRunId }, { taxi, source, month: asked, train_months, kind, model }) {
      const month = asked ?? await call(tasks.findMonth, { taxi, source, before: plannedAt });
      const learnt = monthsBefore(month as Month, train_months);
      const ingested = await Promise.all(
        [...learnt, month].map((one) => call(tasks.ingest, { taxi, source, month: one }, one)),
      );
      await Promise.all(ingested.map((one) => call(checkContract, one, one.month)));
      const data = ingested.map(({ sha256 }) => sha256), test = data.at(-1)!;
      const champion = await call(tasks.findChampion, { model, flowRun: flowRunId });
      const monitored = champion === null
        ? null
        : await call(tasks.monitor, { model, version: champion, taxi, month, data: test });
      const { version } = await call(tasks.train, {
        ...{ taxi, kind, train: learnt, test: [month], data, model, at: plannedAt },
      });
      const compared = champion === null || champion === version
        ? null
        : await call(tasks.compare, { model, champion, challenger: version, taxi, month, data: test });
      if (compared?.better) await call(tasks.promote, { model, version });
      return {
        ...{ month, model, version, monitored, compared },
        champion: compared === null || compared.better ? version : champion,
      };
    },
  };
}

function monthlySentence(output: Json): string {
  const { month, model, version, champion, compared, monitored } = output as MonthlyOutput;
  const judged = monitored === null ? "" : ` ${monitored.sentence}`;
  const minutes = (value: number) => `${value.toFixed(2)} min`;
  const outcome = compared === null
    ? `${model} version ${version} is the first champion`
    : compared.better
    ? `version ${champion} is the new champion (MAE ${minutes(compared.challengerMae)}, before ${
      minutes(compared.championMae)
    })`
    : `version ${champion} stays champion (MAE ${minutes(compared.championMae)}, challenger ${
      minutes(compared.challengerMae)
    })`;
  return `completed for ${month}: ${outcome}.${judged}`;
}

type MonthlyOutput = {
  readonly month: string;
  readonly model: string;
  readonly version: number;
  readonly champion: number;
  readonly compared: Comparison | null;
  readonly monitored: MonitoredMonth | null;
};
