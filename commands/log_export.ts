import { writeAtomically } from "../lib/atomic_file.ts";
import { formatCounted } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { type TableFormat, tableFormat, TableWriter } from "../pipeline/engines/table_writer.ts";
import type { JoinedPrediction } from "../tracking/logged_prediction.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import type { PredictionWindow } from "../tracking/prediction_window.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { EXPORTED_TYPES, exportedBatch } from "./exported_predictions.ts";
import { assertOutputFile } from "./output_file.ts";
import { resolveModel } from "./resolve_model.ts";
import { parseTime } from "./time_options.ts";
import { trackingPlace } from "./tracking_option.ts";

/** Rows that are held at once. */
const BATCH_ROWS = 32_768;

/** `taxi log export`. */
export function exportCommand() {
  return createCommand("export", "Write logged predictions, with actual durations where told, to a file.", {
    example: "taxi log export --output predictions.parquet --from 2026-01-01 --model taxi-duration",
  })
    .requiredOption("--output <file>", "a row for each prediction, .parquet or .csv")
    .option(
      "--from <time>",
      "predicted at this time or later, UTC: 2026-01-31 or 2026-01-31T08:30",
      parseTime,
    )
    .option("--to <time>", "predicted before this time", parseTime)
    .option("--model <model>", "only of this model: NAME, NAME/VERSION or NAME@ALIAS (default: all)")
    .option("--shadow", "predictions of shadows too, which were not answered")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ output, from, to, model, shadow, ...options }) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      const format = tableFormat(output);
      await assertOutputFile(output);
      const window = {
        ...(from === undefined ? {} : { since: from }),
        ...(to === undefined ? {} : { until: to }),
        ...(model === undefined ? {} : await modelWindow(home, model)),
        ...(shadow ? { shadow } : {}),
      };
      const rows = await writeAtomically(output, (path) => exportLog(home, window, path, format));
      out.say(`Exported ${formatCounted(rows, "prediction")}: ${output}`);
      out.document({ rows, output });
    });
}

/** Writes what is logged in a window, in memory that does not grow with the rows. @returns their number */
async function exportLog(
  home: Home,
  window: PredictionWindow,
  path: string,
  format: TableFormat,
): Promise<number> {
  using log = openPredictionLog(home.path);
  const writer = new TableWriter(path, format, EXPORTED_TYPES);
  try {
    let rows: JoinedPrediction[] = [];
    for (const batch of log.readWindow(window)) {
      rows.push(...batch);
      if (rows.length < BATCH_ROWS) continue;
      await writer.write(exportedBatch(rows));
      rows = [];
    }
    if (rows.length > 0) await writer.write(exportedBatch(rows));
    await writer.finish();
    return writer.rows;
  } finally {
    await writer.discard();
  }
}

async function modelWindow(home: Home, model: string): Promise<PredictionWindow> {
  if (model.includes("@")) {
    return { modelHash: (await resolveModel(home, model, trackingPlace())).loaded.hash };
  }
  const [, name, version] = /^(.*)\/(\d+)$/.exec(model) ?? [];
  return name === undefined ? { model } : { model: name, modelVersion: Number(version) };
}
