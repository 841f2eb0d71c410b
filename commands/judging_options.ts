import { UsageError } from "../lib/errors.ts";
import { nearestName } from "../lib/nearest_name.ts";
import type { MethodChoice, MethodOverrides } from "../pipeline/monitoring/choose_method.ts";
import { DRIFT_METHODS } from "../pipeline/monitoring/drift_methods.ts";
import type { MonitorOptions } from "../pipeline/monitoring/monitor.ts";
import type { DriftMethod, Parity } from "../pipeline/monitoring/monitoring_result.ts";
import type { MonitoringConfig } from "./monitoring_config.ts";
import type { Window } from "../pipeline/monitoring/window.ts";

/** What the command line says about judging; texts as they were typed. */
export interface JudgingOptions {
  readonly parity?: string;
  readonly method: readonly string[];
  readonly threshold: readonly string[];
  readonly numMethod?: string;
  readonly catMethod?: string;
  readonly numThreshold?: string;
  readonly catThreshold?: string;
  readonly driftShare?: string;
  readonly config?: string;
}

/** Names of the methods for help. */
export const METHOD_NAMES = Object.keys(DRIFT_METHODS).join(", ");

/**
 * How to judge: what the configuration file says, and on top of it the command line, option by option.
 *
 * @param now milliseconds since 1970, for rows in the future
 * @throws UsageError naming the option
 */
export async function judgingOf(options: JudgingOptions, now: number): Promise<MonitorOptions> {
  const config = options.config === undefined ? undefined : await readConfig(options.config);
  if (config && options.parity !== undefined) assertForParity(config, options);
  const asked = commandLineMethods(options);
  const methods = mergeMethods(config?.methods ?? {}, asked);
  const driftShare = options.driftShare === undefined ? config?.driftShare : parseShare(options.driftShare);
  return {
    methods,
    ...(driftShare === undefined ? {} : { driftShare }),
    ...(options.parity === undefined ? {} : { parity: parseParity(options.parity) }),
    conditions: config?.conditions,
    quality: { limits: config?.quality, now },
  };
}

/**
 * A name that was mistyped would change nothing without a word.
 *
 * @throws UsageError naming the column and the nearest one
 */
export function assertColumns({ methods, conditions }: MonitorOptions, windows: readonly Window[]): void {
  const known = new Set(windows.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const asked = [...Object.keys(methods?.columns ?? {}), ...Object.keys(conditions?.columns ?? {})];
  const unknown = asked.find((column) => !known.has(column));
  if (unknown === undefined) return;
  const near = nearestName(unknown, known);
  throw new UsageError(
    `Cannot judge column "${unknown}" by a method or threshold of its own: ${
      near === undefined ? "" : `did you mean "${near}"? `
    }expected one of ${[...known].join(", ")}`,
  );
}

/** Conditions that would be left out without a word. */
function assertForParity({ conditions, quality }: MonitoringConfig, options: JudgingOptions): void {
  const severities = conditions.dataset !== undefined || Object.keys(conditions.columns ?? {}).length > 0;
  const set = [
    ["metrics", conditions.metrics !== undefined],
    ["quality", Object.keys(quality).length > 0],
    ["severity", severities],
  ].find(([, is]) => is);
  if (set === undefined) return;
  throw new UsageError(
    `Cannot take "${
      set[0]
    }" of "${options.config}" with --parity: its tests are those of ${options.parity}, ` +
      "expected methods, thresholds and a drift share only",
  );
}

/** YAML is loaded only for those who have a file of it. */
async function readConfig(path: string) {
  const { readMonitoringConfig } = await import("./monitoring_config.ts");
  return await readMonitoringConfig(path);
}

function commandLineMethods(options: JudgingOptions): MethodOverrides {
  const columns: Record<string, Partial<MethodChoice>> = {};
  const all: { method?: DriftMethod; threshold?: number } = {};
  for (const text of options.method) {
    const [column, name] = splitPair(text);
    if (column === undefined) all.method = parseMethod(name);
    else columns[column] = { ...columns[column], method: parseMethod(name) };
  }
  for (const text of options.threshold) {
    const [column, value] = splitPair(text);
    const threshold = parseThreshold("--threshold", text, value);
    if (column === undefined) all.threshold = threshold;
    else columns[column] = { ...columns[column], threshold };
  }
  return {
    ...all,
    numeric: {
      method: ofType("--num-method", "numeric", options.numMethod),
      threshold: ofAll("--num-threshold", options.numThreshold),
    },
    categorical: {
      method: ofType("--cat-method", "categorical", options.catMethod),
      threshold: ofAll("--cat-threshold", options.catThreshold),
    },
    columns,
  };
}

/** The second one wins, method and threshold each on its own. */
function mergeMethods(config: MethodOverrides, asked: MethodOverrides): MethodOverrides {
  const names = Object.keys({ ...config.columns, ...asked.columns });
  return {
    ...mergeChoice(config, asked),
    numeric: mergeChoice(config.numeric, asked.numeric),
    categorical: mergeChoice(config.categorical, asked.categorical),
    columns: Object.fromEntries(
      names.map((name) => [name, mergeChoice(config.columns?.[name], asked.columns?.[name])]),
    ),
  };
}

function mergeChoice(
  config: Partial<MethodChoice> = {},
  asked: Partial<MethodChoice> = {},
): Partial<MethodChoice> {
  return { method: asked.method ?? config.method, threshold: asked.threshold ?? config.threshold };
}

function parseMethod(name: string): DriftMethod {
  if (Object.hasOwn(DRIFT_METHODS, name)) return name as DriftMethod;
  throw new UsageError(
    `Unknown drift method "${name}": expected ${METHOD_NAMES}`,
    "taxi report --method COLUMN=NAME",
  );
}

function ofType(option: string, type: "numeric" | "categorical", name?: string): DriftMethod | undefined {
  if (name === undefined) return undefined;
  const method = parseMethod(name);
  if (DRIFT_METHODS[method].types.includes(type)) return method;
  const fit = Object.entries(DRIFT_METHODS).filter(([, { types }]) => types.includes(type)).map(([key]) =>
    key
  );
  throw new UsageError(
    `Cannot take ${option} ${name}: it is not for ${type} columns, expected ${fit.join(", ")}`,
  );
}

function ofAll(option: string, text?: string): number | undefined {
  return text === undefined ? undefined : parseThreshold(option, text, text);
}

function parseThreshold(option: string, text: string, value: string): number {
  if (Number(value) > 0 && Number.isFinite(Number(value))) return Number(value);
  throw new UsageError(`Cannot read ${option} "${text}": expected a number above 0`);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share >= 0 && share <= 1) return share;
  throw new UsageError(`Cannot read --drift-share "${text}": expected a share from 0 to 1`);
}

function parseParity(text: string): Parity {
  if (text === "evidently") return text;
  throw new UsageError(`Cannot read --parity "${text}": expected evidently`);
}

/** `COLUMN=VALUE`, or a value for all columns. */
function splitPair(text: string): [column: string | undefined, value: string] {
  const at = text.lastIndexOf("=");
  return at < 1 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
}
