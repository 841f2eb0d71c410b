import { join } from "node:path";
import process from "node:process";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { EXIT } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { createPredictor } from "../pipeline/models/predictor.ts";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import { parseTaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { junitXml } from "../reports/junit_xml.ts";
import { parseZoneMap } from "../pipeline/trips/zone_map/zone_map.ts";
import { ZoneMapFile } from "../pipeline/trips/zone_map/zone_map_file.ts";
import { zoneLabel } from "../reports/zone_label.ts";
import { commandLine, createCommand, HOME_OPTION, JSON_OPTION, TAXI_OPTION } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { assertColumns, judgingOf, METHOD_NAMES } from "./judging_options.ts";
import { assertOutputFile } from "./output_file.ts";
import { readWindows } from "./read_windows.ts";
import { MODEL_OPTION, modelTitle, resolveModel } from "./resolve_model.ts";
import { showComparison } from "./show_comparison.ts";
import { trackingPlace } from "./tracking_option.ts";
import {
  CATEGORICAL_OPTION,
  COLUMNS_OPTION,
  IGNORE_OPTION,
  NUMERIC_OPTION,
  PREDICTION_OPTION,
  tableMapping,
  TARGET_OPTION,
  TEXT_OPTION,
  TIME_OPTION,
  WINDOW_FORMS,
} from "./window_options.ts";

/** `taxi report`. */
export function reportCommand() {
  return createCommand("report", "Compare two windows of trips, or of any table, in one HTML page.", {
    example: "taxi report --reference 2023-01..2023-02 --current 2023-03 --model taxi-duration@champion",
    exitCodes: "3 alert: the windows differ too much",
  })
    .requiredOption("--reference <data>", WINDOW_FORMS)
    .requiredOption("--current <data>", "the same, to be compared with it")
    .option(...TAXI_OPTION)
    .option(...MODEL_OPTION)
    .option(...TARGET_OPTION)
    .option(...PREDICTION_OPTION)
    .option(...TIME_OPTION)
    .option(...COLUMNS_OPTION)
    .option(...IGNORE_OPTION)
    .option(...NUMERIC_OPTION)
    .option(...CATEGORICAL_OPTION)
    .option(...TEXT_OPTION)
    .option(
      "--method <column=name>",
      `drift method of a column, or without COLUMN= of all: ${METHOD_NAMES}`,
      collect,
      [],
    )
    .option("--num-method <name>", "drift method of all columns of numbers")
    .option("--cat-method <name>", "drift method of all columns of categories")
    .option(
      "--threshold <column=value>",
      "from which score on a column, or without COLUMN= any, counts as drifted",
      collect,
      [],
    )
    .option("--num-threshold <value>", "the same of all columns of numbers")
    .option("--cat-threshold <value>", "the same of all columns of categories")
    .option("--drift-share <share>", "share of drifted columns that is an alert (default: 0.5)")
    .option("--config <file>", "conditions, thresholds and limits in YAML; options win over it")
    .option("--parity <tool>", "evidently: its numbers and tests to the letter, its defects included")
    .option("--junit <file>", "also write the tests as JUnit XML, for CI")
    .option("--output <file>", "the page (default: a name of the two windows in the home's reports folder)")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ reference, current, ...options }) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      for (const file of [options.output, options.junit]) {
        if (file !== undefined) await assertOutputFile(file);
      }
      const mapping = tableMapping(options);
      const judging = { ...await judgingOf(options, Date.now()), columns: mapping.columns };
      const model = options.model === undefined
        ? undefined
        : await resolveModel(home, options.model, trackingPlace());
      void loadDrawing();
      const [first, second] = await readWindows(reference, current, {
        home,
        taxi: parseTaxiKind(options.taxi),
        predictor: model && createPredictor(model.loaded, model.name, model.version),
        mapping,
        parity: judging.parity,
      });
      assertColumns(judging, [first, second]);
      const result = monitor(first, second, {
        ...judging,
        ...(model ? { model: modelTitle(model) } : {}),
      });
      const output = options.output ??
        join(home.reports, `${fileName(first.name)}-vs-${fileName(second.name)}.html`);
      await writeReport(output, result, home);
      if (options.junit !== undefined) await writeFileAtomically(options.junit, junitXml(result));
      showComparison(out, result);
      out.say(`Report ${output}`);
      out.document({ ...monitoringJson(result), report: output });
      if (result.verdict === "alert") process.exitCode = EXIT.alert;
    });
}

/** Draws a comparison into a file: zones by their names, and on the map of the home. */
export async function writeReport(path: string, result: MonitoringResult, home?: Home): Promise<void> {
  const { renderReport } = await loadDrawing();
  const { text } = await new ZoneMapFile(home?.zones).read();
  const map = parseZoneMap(text, home?.zones ?? "the schematic map");
  await writeFileAtomically(
    path,
    renderReport(result, { command: commandLine(), generatedAt: new Date(), label: zoneLabel, map }),
  );
}

/** The charts' library takes a while to load: not for `--help`, and while the windows are read. */
function loadDrawing() {
  return import("../reports/render_report.ts");
}

function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "-");
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
