import { join } from "node:path";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { UsageError } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { createPredictor } from "../pipeline/models/predictor.ts";
import { DRIFT_METHODS } from "../pipeline/monitoring/drift_methods.ts";
import type { MethodOverrides } from "../pipeline/monitoring/choose_method.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { DriftMethod, MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import { parseTaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { findZone } from "../pipeline/trips/zones.ts";
import { renderReport } from "../reports/render_report.ts";
import { commandLine, createCommand, HOME_OPTION, JSON_OPTION, TAXI_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { assertOutputFile } from "./output_file.ts";
import { readWindows } from "./read_windows.ts";
import { MODEL_OPTION, modelTitle, resolveModel } from "./resolve_model.ts";
import { showComparison } from "./show_comparison.ts";

/** `taxi report`. */
export function reportCommand() {
  return createCommand("report", "Compare two windows of trips, or of any table, in one HTML page.", {
    example: "taxi report --reference 2023-01..2023-02 --current 2023-03 --model taxi-duration@champion",
  })
    .requiredOption("--reference <data>", "months of the store, or a .parquet or .csv file")
    .requiredOption("--current <data>", "the same, to be compared with it")
    .option(...TAXI_OPTION)
    .option(...MODEL_OPTION)
    .option("--target <column>", "the column that was to be predicted, in files that hold no trips")
    .option("--prediction <column>", "the column that holds the predictions, in files that hold no trips")
    .option(
      "--method <column=name>",
      `drift method of a column: ${Object.keys(DRIFT_METHODS).join(", ")}`,
      collect,
      [],
    )
    .option("--threshold <column=value>", "from which score on a column counts as drifted", collect, [])
    .option("--output <file>", "the page (default: a name of the two windows in the home's reports folder)")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ reference, current, target, prediction, ...options }) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      if (options.output !== undefined) await assertOutputFile(options.output);
      const model = options.model === undefined ? undefined : await resolveModel(home, options.model);
      const methods = { columns: columnOverrides(options.method, options.threshold) };
      const [first, second] = await readWindows(reference, current, {
        home,
        taxi: parseTaxiKind(options.taxi),
        predictor: model && createPredictor(model.loaded, model.name, model.version),
        roles: { target, prediction },
      });
      assertColumns(Object.keys(methods.columns), [first, second]);
      const result = monitor(first, second, { methods, ...(model ? { model: modelTitle(model) } : {}) });
      const output = options.output ??
        join(home.reports, `${fileName(first.name)}-vs-${fileName(second.name)}.html`);
      await writeReport(output, result);
      showComparison(out, result);
      out.say(`Report ${output}`);
      out.document({ ...monitoringJson(result), report: output });
    });
}

/** Draws a comparison into a file, zones by their names. */
export async function writeReport(path: string, result: MonitoringResult): Promise<void> {
  await writeFileAtomically(
    path,
    renderReport(result, { command: commandLine(), generatedAt: new Date(), label: zoneLabel }),
  );
}

/** A zone by its name, any other level as it is. */
export function zoneLabel(column: string, level: string): string {
  return column === "PULocationID" || column === "DOLocationID"
    ? findZone(Number(level))?.name ?? level
    : level;
}

function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "-");
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}

/** `column=value` pairs as what monitoring takes. */
function columnOverrides(
  methods: readonly string[],
  thresholds: readonly string[],
): NonNullable<MethodOverrides["columns"]> {
  const columns: Record<string, { method?: DriftMethod; threshold?: number }> = {};
  for (const text of methods) {
    const [column, name] = splitPair("--method", text);
    if (!Object.hasOwn(DRIFT_METHODS, name)) {
      throw new UsageError(
        `Unknown drift method "${name}": expected ${Object.keys(DRIFT_METHODS).join(", ")}`,
      );
    }
    columns[column] = { ...columns[column], method: name as DriftMethod };
  }
  for (const text of thresholds) {
    const [column, value] = splitPair("--threshold", text);
    if (!(Number(value) > 0)) {
      throw new UsageError(`Cannot read --threshold "${text}": expected a number above 0`);
    }
    columns[column] = { ...columns[column], threshold: Number(value) };
  }
  return columns;
}

/** A name that was mistyped would change nothing without a word. */
function assertColumns(asked: readonly string[], windows: readonly Window[]): void {
  const known = new Set(windows.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const unknown = asked.find((column) => !known.has(column));
  if (unknown === undefined) return;
  throw new UsageError(
    `Cannot take column "${unknown}" for --method or --threshold: expected one of ${[...known].join(", ")}`,
  );
}

function splitPair(option: string, text: string): [column: string, value: string] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new UsageError(`Cannot read ${option} "${text}": expected COLUMN=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}
