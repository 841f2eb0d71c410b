import assert from "node:assert/strict";
import { join } from "node:path";
import { openTable } from "../pipeline/engines/table_file.ts";
import { LOGGED_COLUMNS, loggedColumns } from "../server/logged_columns.ts";
import { tripRequests } from "../server/trip_requests.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { idText, mintIds } from "../tracking/prediction_id.ts";
import { json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const DAY = 86_400_000;
const FIRST = Date.parse("2024-06-01T12:00:00Z");
const MODEL = { name: "taxi-duration", version: 3, hash: "a".repeat(64) };
const TRIP = {
  PULocationID: 161,
  DOLocationID: 236,
  trip_distance: 2.5,
  pickup_datetime: "2024-06-01T08:30:00",
};

/** Logs a prediction a day, a shadow of each and an actual of the first. @returns ids */
async function logDays(home: string, days: number, first = FIRST): Promise<string[]> {
  await using queue = openPredictionQueue(home, LOGGED_COLUMNS);
  const ids: string[] = [];
  for (let day = 0; day < days; day++) {
    const predictedAt = first + day * DAY;
    const trips = tripRequests([day === 1 ? { PULocationID: 132, DOLocationID: 230 } : TRIP]);
    const batch = { rows: 1, ids: mintIds(1, predictedAt), predictedAt, features: loggedColumns(trips) };
    queue.offer({ ...batch, model: MODEL, shadow: false, predictions: [day + 0.5] });
    queue.offer({ ...batch, model: { ...MODEL, version: 4, hash: "b" }, shadow: true, predictions: [99] });
    ids.push(idText(batch.ids, 0));
  }
  await queue.recordActuals([{ requestId: ids[0], actual: 11.5, observedAt: first + 60_000 }]);
  return ids;
}

async function readAll(path: string): Promise<Record<string, unknown[]>> {
  const table = await openTable(path);
  const columns = [...table.columns].map(([column, type]) => ({ column, as: column, type }));
  const all: Record<string, unknown[]> = {};
  for await (const batch of table.read(columns)) {
    for (const [name, column] of Object.entries(batch.columns)) {
      const value = (row: number) => {
        if (column.valid && !column.valid[row]) return null;
        return column.type === "string" ? column.levels[column.values[row]] : column.values[row];
      };
      (all[name] ??= []).push(...Array.from({ length: batch.rows }, (_, row) => value(row)));
    }
  }
  return all;
}

Deno.test("taxi log export writes what was logged, typed, with what is missing left out", () =>
  withTemporaryFolder(async (home) => {
    const ids = await logDays(home, 2);
    const output = join(home, "out.parquet");
    assert.deepEqual(await json(["log", "export", "--output", output, "--home", home]), { rows: 2, output });
    const microseconds = FIRST * 1000;
    assert.deepEqual(await readAll(output), {
      request_id: ids,
      predicted_at: [microseconds, microseconds + DAY * 1000],
      model: ["taxi-duration", "taxi-duration"],
      model_version: [3, 3],
      model_hash: [MODEL.hash, MODEL.hash],
      shadow: [0, 0],
      PULocationID: [161, 132],
      DOLocationID: [236, 230],
      trip_distance: [2.5, null],
      pickup_datetime: [Date.parse("2024-06-01T08:30:00Z") * 1000, null],
      predicted_duration: [0.5, 1.5],
      actual_duration: [11.5, null],
      observed_at: [microseconds + 60_000_000, null],
    });
  }));

Deno.test("taxi log export takes a span of time, a model and shadows", () =>
  withTemporaryFolder(async (home) => {
    await logDays(home, 5);
    const output = join(home, "out.csv");
    const predicted = async (...args: string[]) => {
      const { rows } = await json(["log", "export", "--output", output, "--home", home, ...args]);
      const values = (await readAll(output)).predicted_duration ?? [];
      assert.equal(values.length, rows);
      return values;
    };
    assert.deepEqual(await predicted("--from", "2024-06-02", "--to", "2024-06-04"), [1.5, 2.5]);
    assert.deepEqual(await predicted("--from", "2024-06-05T12:00"), [4.5]);
    assert.deepEqual(await predicted("--from", "2024-06-05T12:00:00.001Z"), []);
    assert.deepEqual(await predicted("--model", "taxi-duration/3", "--to", "2024-06-02"), [0.5]);
    assert.deepEqual(await predicted("--model", "taxi-duration/4"), []);
    assert.deepEqual(await predicted("--model", "taxi-duration/4", "--shadow", "--to", "2024-06-02"), [99]);
    assert.equal((await predicted("--model", "taxi-duration", "--shadow")).length, 10);
    assert.deepEqual(await predicted("--model", "other"), []);
    const refused = await words(["log", "export", "--output", output, "--from", "June", "--home", home], 2);
    assert.match(refused, /Cannot read --from "June": expected a time in UTC such as 2026-01-31/);
  }));

Deno.test("taxi log prune keeps what is young enough and fits, and says what it did", () =>
  withTemporaryFolder(async (home) => {
    await logDays(home, 5, Date.now() - 4.5 * DAY);
    const prune = ["log", "prune", "--home", home];
    const { removed, kept, bytes } = await json([...prune, "--keep", "2d"]);
    assert.deepEqual([removed, kept], [6, 4]);
    assert.equal(bytes, (await Deno.stat(join(home, "predictions.db"))).size);
    assert.match(
      await words([...prune, "--max-size", "1GB"]),
      /^Removed 0 predictions; 4 predictions in .*B are kept\n$/,
    );
    assert.match(await words(prune, 2), /Cannot prune the log: expected --keep or --max-size, or both/);
    assert.match(
      await words([...prune, "--keep", "long"], 2),
      /Cannot read --keep "long": expected a time such as/,
    );
  }));
