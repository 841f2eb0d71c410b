import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../../lib/errors.ts";
import {
  assertSchedule,
  type FlowSchedule,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
} from "../../pipeline/flows/flow_schedule.ts";
import { parseSpan } from "../time_options.ts";

/** A text such as `30s` or `6h` as milliseconds. */
const SPAN = z.union([z.number().nonnegative(), z.string()]).transform((given, context) => {
  if (typeof given === "number") return given;
  if (/^\d+ ?s$/.test(given)) return parseInt(given) * 1000;
  try {
    return parseSpan(given);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});

const DAY = 86_400_000;

const SCHEDULE = z.strictObject({
  flow: z.string(),
  cron: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
  time_zone: z.string().default("UTC"),
  overlap: z.enum(OVERLAP_POLICIES).default("skip"),
  missed: z.enum(MISSED_POLICIES).default("latest-only"),
  catch_up: SPAN.default(7 * DAY),
  jitter: SPAN.default(0),
  pause_after: z.number().int().positive().nullable().default(3),
});

const CONFIG = z.strictObject({ schedules: z.record(z.string().min(1), SCHEDULE).default({}) });

/** A schedule as a configuration file and the store have it. */
export type ScheduleDefinition = z.input<typeof SCHEDULE>;

/** Reads one schedule. @throws UsageError naming it, the key and what was expected */
export function readSchedule(name: string, definition: unknown): FlowSchedule {
  const { success, data, error } = SCHEDULE.safeParse(definition);
  if (!success) throw new UsageError(`Cannot use schedule "${name}": ${faultOf(error)}`);
  const { flow, cron, params, time_zone, overlap, missed, catch_up, jitter, pause_after } = data;
  const schedule = {
    ...{ name, flow, cron, params, overlap, missed, jitter },
    timeZone: time_zone,
    catchUp: catch_up,
    pauseAfter: pause_after,
  };
  assertSchedule(schedule);
  return schedule;
}

/** Reads the schedules of a configuration file in YAML, by name. @throws UsageError */
export function parseSchedules(text: string, path: string): ReadonlyMap<string, ScheduleDefinition> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${(error as Error).message.split("\n")[0]}`);
  }
  const { success, data, error } = CONFIG.safeParse(document ?? {});
  if (!success) throw new UsageError(`Cannot read "${path}": ${faultOf(error)}`);
  const schedules = new Map(Object.entries(data.schedules));
  for (const [name, definition] of schedules) readSchedule(name, definition);
  return schedules;
}

function faultOf({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `"${path.join(".")}": ${message}`;
}
