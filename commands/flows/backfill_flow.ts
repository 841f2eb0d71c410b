import { z } from "zod";
import type { Flow } from "../../pipeline/flows/flow.ts";
import { task } from "../../pipeline/flows/task.ts";
import type { Month } from "../../pipeline/trips/month.ts";
import { parseTaxiKind, TAXI_KINDS } from "../../pipeline/trips/taxi_kind.ts";
import { TripStore } from "../../pipeline/trips/trip_store.ts";
import type { FlowHome } from "./flow_home.ts";
import { checkContract, hasRulesOfToday, ingestMonth } from "./month_tasks.ts";
import { MONTHS, readParams } from "./params.ts";

const PARAMS = z.strictObject({
  months: MONTHS,
  taxi: z.enum(TAXI_KINDS).default("green"),
  source: z.string().min(1).default("tlc"),
  at_once: z.coerce.number().int().min(1).max(16).default(2),
});

type Partition = { readonly month: string; readonly state: "missing" | "stale" | "fresh" };

/** Ingests those of some months that are missing or stale. */
export function backfillFlow(on: FlowHome): Flow<z.infer<typeof PARAMS>> {
  const find = findPartitions(on);
  return {
    name: "backfill",
    summary: "Some months: ingest those that are missing, or were cleaned by other rules than today's.",
    parse: (given) => readParams("backfill", PARAMS, given),
    async run({ call, log, flowRunId }, { months, taxi, source, at_once }) {
      const ingest = ingestMonth(on, at_once);
      const partitions = await call(find, { months, taxi, flowRun: flowRunId });
      const due = partitions.filter(({ state }) => state !== "fresh");
      log(`${due.length} of ${months.length} months are missing or stale`);
      const ingested = await Promise.all(
        due.map(({ month }) => call(ingest, { taxi, source, month }, month)),
      );
      await Promise.all(ingested.map((one) => call(checkContract, one, one.month)));
      return { ingested: due, fresh: partitions.length - due.length };
    },
  };
}

/** A month is a partition: in the store or not, cleaned by the rules of today or by others. */
function findPartitions({ home }: FlowHome) {
  type Input = { readonly months: readonly string[]; readonly taxi: string; readonly flowRun: string };
  return task<Input, Partition[]>("find_partitions", async ({ months, taxi }) => {
    const store = new TripStore(home.trips), kind = parseTaxiKind(taxi);
    const stored = await store.months(kind);
    return await Promise.all(months.map(async (month): Promise<Partition> => {
      if (!stored.includes(month as Month)) return { month, state: "missing" };
      return { month, state: hasRulesOfToday(await store.find(kind, month as Month)) ? "fresh" : "stale" };
    }));
  }, { reads: true });
}
