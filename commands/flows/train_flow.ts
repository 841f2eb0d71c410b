import { z } from "zod";
import type { Flow } from "../../pipeline/flows/flow.ts";
import { MODEL_KINDS } from "../../pipeline/models/model.ts";
import { TAXI_KINDS } from "../../pipeline/trips/taxi_kind.ts";
import { DEFAULT_MODEL } from "../resolve_model.ts";
import type { FlowHome } from "./flow_home.ts";
import { trainChallenger } from "./model_tasks.ts";
import { checkContract, ingestMonth } from "./month_tasks.ts";
import { MONTHS, readParams } from "./params.ts";

const PARAMS = z.strictObject({
  train: MONTHS,
  test: MONTHS,
  taxi: z.enum(TAXI_KINDS).default("green"),
  source: z.string().min(1).default("tlc"),
  kind: z.enum(MODEL_KINDS).default("linear"),
  model: z.string().min(1).default(DEFAULT_MODEL),
});

/** Ingests and checks months, and trains a model on them that is registered. */
export function trainFlow(on: FlowHome): Flow<z.infer<typeof PARAMS>> {
  const ingest = ingestMonth(on), trainModel = trainChallenger(on);
  return {
    name: "train",
    summary: "Some months: ingest, check, train a model and register it.",
    parse: (given) => readParams("train", PARAMS, given),
    async run({ call, plannedAt }, { train, test, taxi, source, kind, model }) {
      const months = [...train, ...test];
      const ingested = await Promise.all(months.map((month) => call(ingest, { taxi, source, month }, month)));
      await Promise.all(ingested.map((one) => call(checkContract, one, one.month)));
      const data = ingested.map(({ sha256 }) => sha256);
      return await call(trainModel, { taxi, kind, train, test, data, model, at: plannedAt });
    },
  };
}
