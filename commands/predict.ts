import { writeAtomically } from "../lib/atomic_file.ts";
import { UsageError } from "../lib/errors.ts";
import { formatCount } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import { type ColumnSelection, openTable } from "../pipeline/engines/table_file.ts";
import { tableFormat, TableWriter } from "../pipeline/engines/table_writer.ts";
import { createPredictor, type Predictor } from "../pipeline/models/predictor.ts";
import { normalizeTrips, REQUEST_COLUMNS, selectTripColumns } from "../pipeline/trips/normalize_trips.ts";
import { ARTIFACTS_OPTION, homeOf } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { assertOutputFile } from "./output_file.ts";
import { DEFAULT_MODEL, MODEL_OPTION, modelTitle, resolveModel } from "./resolve_model.ts";
import { TRACKING_OPTION, trackingPlace } from "./tracking_option.ts";

const PREDICTION = "predicted_duration";

/** `taxi predict`. */
export function predictCommand() {
  return createCommand("predict", "Predict the trips of a Parquet or CSV file, in minutes.", {
    example: "taxi predict --model taxi-duration@champion --input trips.parquet --output predictions.parquet",
  })
    .requiredOption(
      "--input <file>",
      "trips, .parquet or .csv: PULocationID, DOLocationID and, where known, trip_distance",
    )
    .requiredOption("--output <file>", `the same rows with ${PREDICTION}, .parquet or .csv`)
    .option(...MODEL_OPTION, `${DEFAULT_MODEL}@champion`)
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ input, output, ...options }) => {
      const out = createOutput(options.json === true);
      const place = trackingPlace(options.tracking);
      const resolved = await resolveModel(homeOf(options, place), options.model, place);
      const rows = await predictFile(
        createPredictor(resolved.loaded, resolved.name, resolved.version),
        input,
        output,
      );
      out.say(`Predicted ${formatCount(rows)} trips with ${modelTitle(resolved)}: ${output}`);
      out.document({ rows, model: resolved.name, model_version: resolved.version, output });
    });
}

/** Writes the input's rows and columns with a prediction each, in memory that does not grow with the rows. */
async function predictFile(
  predictor: Predictor,
  input: string,
  output: string,
): Promise<number> {
  const format = tableFormat(output);
  await assertOutputFile(output);
  const table = await openTable(input);
  if (table.columns.has(PREDICTION)) {
    throw new UsageError(
      `Cannot predict "${input}": it has a column ${PREDICTION} already, expected one without`,
    );
  }
  const requests = selectTripColumns(table, REQUEST_COLUMNS);
  const columns = [...table.columns].map(([column, type]) => ({ column, as: column, type }));
  const progress = startProgress(`predict ${input}`);
  try {
    return await writeAtomically(output, async (temporary) => {
      const types = Object.fromEntries([...table.columns, [PREDICTION, "float64"] as const]);
      const writer = new TableWriter(temporary, format, types);
      try {
        for await (const batch of table.read([...columns, ...requests.map(aside)])) {
          const asked = Object.fromEntries(
            requests.map((column) => [column.as, batch.columns[aside(column).as]]),
          );
          const values = predictor.predict(normalizeTrips({ rows: batch.rows, columns: asked }));
          const kept = Object.fromEntries(columns.map(({ as }) => [as, batch.columns[as]]));
          await writer.write({
            rows: batch.rows,
            columns: { ...kept, [PREDICTION]: { type: "float64", values } },
          });
          progress.update(writer.rows / table.rows);
        }
        await writer.finish();
      } finally {
        await writer.discard();
      }
      return table.rows;
    });
  } finally {
    progress.stop();
  }
}

/** Read beside the input's own columns, whatever those are called. */
function aside(column: ColumnSelection): ColumnSelection {
  return { ...column, as: `asked: ${column.as}` };
}
