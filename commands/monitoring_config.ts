import { z } from "zod";
import { UsageError } from "../lib/errors.ts";
import { nearestName } from "../lib/nearest_name.ts";
import { parseYaml } from "../lib/yaml.ts";
import type { AlertRules } from "../pipeline/monitoring/alert_rules.ts";
import type { MethodOverrides } from "../pipeline/monitoring/choose_method.ts";
import { DRIFT_METHODS } from "../pipeline/monitoring/drift_methods.ts";
import { type DriftMethod, QUALITY_KINDS } from "../pipeline/monitoring/monitoring_result.ts";
import type { QualityLimits } from "../pipeline/monitoring/quality_limits.ts";
import { type TestConditions, TESTED_METRICS } from "../pipeline/monitoring/test_conditions.ts";
import { parsedBy } from "./parsed_by.ts";
import { parseSpan } from "./time_options.ts";

const SEVERITY = z.enum(["warning", "alert"]);

const METHOD = z.strictObject({
  method: z.enum(Object.keys(DRIFT_METHODS) as [DriftMethod]).optional(),
  threshold: z.number().positive().optional(),
});

const METRIC = z.strictObject({
  worse_by: z.number().nonnegative().optional(),
  at_most: z.number().optional(),
  at_least: z.number().optional(),
  severity: SEVERITY.optional(),
}).transform(({ worse_by, at_most, at_least, severity }) => ({
  worseBy: worse_by,
  atMost: at_most,
  atLeast: at_least,
  severity,
}));

const LIMIT = z.strictObject({
  limit: z.number().nonnegative(),
  severity: z.enum(["note", "warning", "alert"]).default("warning"),
});

/** A text such as `6h` as milliseconds. */
const SPAN = z.string().transform(parsedBy(parseSpan));

const MONITOR = z.strictObject({
  raise_after: z.int().positive().optional(),
  raise_within: z.int().positive().optional(),
  raise_on: SEVERITY.optional(),
  clear_after: z.int().positive().optional(),
  clear_share: z.number().min(0).max(1).optional(),
  cool_down: SPAN.optional(),
});

const CONFIG = z.strictObject({
  drift: z.strictObject({
    share: z.number().min(0).max(1).optional(),
    severity: SEVERITY.optional(),
    ...METHOD.shape,
    numeric: METHOD.optional(),
    categorical: METHOD.optional(),
    columns: z.record(z.string(), METHOD.extend({ severity: SEVERITY.optional() })).optional(),
  }).optional(),
  metrics: z.strictObject(
    Object.fromEntries(TESTED_METRICS.map((name) => [name, z.union([z.literal(false), METRIC]).optional()])),
  ).optional(),
  quality: z.strictObject(
    Object.fromEntries(QUALITY_KINDS.map((kind) => [kind, z.union([z.literal(false), LIMIT]).optional()])),
  ).optional(),
  monitor: MONITOR.optional(),
});

/** What a configuration file says about judging. */
export interface MonitoringConfig {
  /** Methods and thresholds, as the drift statistics take them. */
  readonly methods: MethodOverrides;
  /** The share of drifted columns that must not be reached, where it is set. */
  readonly driftShare?: number;
  /** Conditions on metrics, and severities. */
  readonly conditions: TestConditions;
  /** Limits of data quality. */
  readonly quality: Partial<QualityLimits>;
  /** When `taxi monitor` raises and clears an alert. */
  readonly alerts: Partial<AlertRules>;
}

/** What holds without a configuration file. */
export const NO_CONFIG: MonitoringConfig = { methods: {}, conditions: {}, quality: {}, alerts: {} };

/**
 * Reads the thresholds and conditions of `taxi report --config` and `taxi monitor --config`: YAML, or JSON, which is YAML too.
 *
 * @throws UsageError naming the file, the key and what was expected
 */
export async function readMonitoringConfig(path: string): Promise<MonitoringConfig> {
  return parseMonitoringConfig(await readText(path), path);
}

/** The same of a text; `path` is named in errors. */
export function parseMonitoringConfig(text: string, path: string): MonitoringConfig {
  const { success, data, error } = CONFIG.safeParse(readYaml(text, path) ?? {});
  if (!success) throw new UsageError(`Cannot read "${path}": ${faultOf(error.issues[0])}`);
  const { drift: { share, severity, columns = {}, ...drift } = {}, metrics, quality, monitor = {} } = data;
  const severities = Object.entries(columns).flatMap(([name, { severity }]) =>
    severity ? [[name, severity]] : []
  );
  return {
    methods: {
      ...drift,
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, { method, threshold }]) => [name, { method, threshold }]),
      ),
    },
    ...(share === undefined ? {} : { driftShare: share }),
    conditions: {
      ...(metrics && { metrics: metrics as TestConditions["metrics"] }),
      columns: Object.fromEntries(severities),
      ...(severity && { dataset: severity }),
    },
    quality: withoutUndefined(quality ?? {}) as Partial<QualityLimits>,
    alerts: withoutUndefined({
      raiseAfter: monitor.raise_after,
      raiseWithin: monitor.raise_within,
      raiseOn: monitor.raise_on,
      clearAfter: monitor.clear_after,
      clearShare: monitor.clear_share,
      coolDown: monitor.cool_down,
    }),
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : "it cannot be opened as text";
    throw new UsageError(`Cannot read "${path}": ${why}, expected a configuration file`);
  }
}

function readYaml(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    const [first] = (error as Error).message.split("\n");
    throw new UsageError(`Cannot read "${path}" as YAML: ${first.replace(/:$/, "")}`);
  }
}

/** The first fault, in the words of the file: where it is and what was expected. */
function faultOf(issue: z.core.$ZodIssue, outer: readonly PropertyKey[] = []): string {
  const path = [...outer, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(CONFIG, path);
    const near = nearestName(issue.keys[0], known);
    const where = [...path, issue.keys[0]].join(".");
    return `unknown key "${where}", ${near ? `did you mean "${near}"?` : `expected ${known.join(", ")}`}`;
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors[issue.errors.length - 1]; // the object; the other one is false
    const isObject = branch[0].code !== "invalid_type" || branch[0].path.length > 0;
    if (isObject) return faultOf(branch[0], path);
    return `"${path.join(".")}" is neither false nor has it keys such as ${
      knownKeys(CONFIG, path).join(", ")
    }`;
  }
  const where = path.length === 0 ? "" : `"${path.join(".")}": `;
  return where + issue.message.replace(/^Invalid (input|option): /, "").replaceAll('"', "");
}

/** The keys that an object of the schema at a path may have. */
function knownKeys(schema: z.core.$ZodType, [key, ...rest]: readonly PropertyKey[]): string[] {
  const { def } = schema._zod as unknown as {
    def: {
      innerType?: z.core.$ZodType;
      options?: z.core.$ZodType[];
      in?: z.core.$ZodType;
      valueType?: z.core.$ZodType;
      shape?: Record<string, z.core.$ZodType>;
    };
  };
  const inner = def.innerType ?? def.options?.at(-1) ?? def.in;
  if (inner !== undefined) return knownKeys(inner, key === undefined ? [] : [key, ...rest]);
  if (key === undefined) return Object.keys(def.shape ?? {});
  const next = def.valueType ?? def.shape?.[String(key)];
  return next === undefined ? [] : knownKeys(next, rest);
}

function withoutUndefined<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>;
}
