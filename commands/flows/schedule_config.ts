import { z } from "zod";
import { UsageError } from "../../lib/errors.ts";
import { systemFault } from "../../lib/system_fault.ts";
import { parseWebhook } from "../../lib/webhook.ts";
import { parseYaml } from "../../lib/yaml.ts";
import {
  assertSchedule,
  type FlowSchedule,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
} from "../../pipeline/flows/flow_schedule.ts";
import { parsedBy } from "../parsed_by.ts";
import { parseSpan } from "../time_options.ts";
import { FLOW_EVENTS } from "./notification.ts";
import type { Channel } from "./notify.ts";

/** A text such as `30s` or `6h` as milliseconds. */
const SPAN = z.union([z.number().nonnegative(), z.string()]).transform(parsedBy((given) => {
  if (typeof given === "number") return given;
  return /^\d+ ?s$/.test(given) ? parseInt(given) * 1000 : parseSpan(given);
}));

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

const EVENTS = z.array(z.enum(FLOW_EVENTS)).default(["failed", "crashed", "paused"]);

/** An address, or `$NAME` for what that environment variable says: an address can be a secret. */
const ADDRESS = z.string().transform(parsedBy((text) => {
  const value = text.startsWith("$") ? Deno.env.get(text.slice(1)) : text;
  if (value) return parseWebhook(value);
  throw new UsageError(`the environment variable ${text.slice(1)} is not set`);
}));

const CHANNEL = z.strictObject({
  webhook: ADDRESS.optional(),
  slack: ADDRESS.optional(),
  command: z.array(z.string()).min(1).optional(),
  on: EVENTS,
}).transform(({ webhook, slack, command, on }, context): Channel => {
  const channels: Channel[] = [
    ...webhook ? [{ kind: "webhook", url: webhook, on } as const] : [],
    ...slack ? [{ kind: "slack", url: slack, on } as const] : [],
    ...command ? [{ kind: "command", command, on } as const] : [],
  ];
  if (channels.length === 1) return channels[0];
  context.addIssue({ code: "custom", message: "expected one of webhook, slack and command" });
  return z.NEVER;
});

const CONFIG = z.strictObject({
  schedules: z.record(z.string().min(1), SCHEDULE).default({}),
  notify: z.array(CHANNEL).default([]),
});

/** What a configuration file says of flows. */
export interface FlowConfig {
  /** As the file has them, by name. */
  readonly schedules: ReadonlyMap<string, ScheduleDefinition>;
  /** Who is to be told. */
  readonly notify: readonly Channel[];
}

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

/** Reads a configuration file in YAML. @throws UsageError naming the file, the key and what was expected */
export async function readFlowConfig(path: string): Promise<FlowConfig> {
  try {
    return parseFlowConfig(await Deno.readTextFile(path), path);
  } catch (error) {
    throw systemFault(error, `Cannot read "${path}"`) ?? error;
  }
}

/** The same of a text; `path` is named in errors. */
export function parseFlowConfig(text: string, path: string): FlowConfig {
  let document: unknown;
  try {
    document = parseYaml(text);
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${(error as Error).message.split("\n")[0]}`);
  }
  const { success, data, error } = CONFIG.safeParse(document ?? {});
  if (!success) throw new UsageError(`Cannot read "${path}": ${faultOf(error)}`);
  const schedules = new Map(Object.entries((document as { schedules?: object } | null)?.schedules ?? {}));
  for (const [name, definition] of schedules) readSchedule(name, definition);
  return { schedules, notify: data.notify };
}

function faultOf({ issues: [{ path, message }] }: z.ZodError): string {
  return path.length === 0 ? message : `"${path.join(".")}": ${message}`;
}
