import assert from "node:assert/strict";
import { join } from "node:path";
import * as arrow from "apache-arrow";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { constantModel } from "./constant_model.ts";
import { startServer, type TaxiServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const MINUTES = 12.5;
const ROWS = 1_000_000;
const BATCH_ROWS = 50_000;
const MEGABYTE = 1e6;

/** Every part of an answer, which is read as fast as it comes. */
async function* answered(server: TaxiServer, type: string, parts: AsyncIterable<Uint8Array<ArrayBuffer>>) {
  const response = await fetch(`${server.url}/predict/batch`, {
    method: "POST",
    headers: { "content-type": type },
    body: ReadableStream.from(parts),
  });
  assert.equal(response.status, 200, response.ok ? "" : await response.text());
  yield* response.body!;
}

async function withServer(run: (server: TaxiServer, home: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), model = join(folder, "model.taxi");
    await Deno.writeFile(model, constantModel(MINUTES));
    await using server = await startServer(["--model", model, "--home", home]);
    await run(server, home);
  });
}

/** The most memory that a process ever had, bytes. */
function peakBytes({ process: { pid } }: TaxiServer): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))!;
  return Number(kilobytes) * 1024;
}

/** The schema, then the same record batch again and again, made once: the stream is nowhere as a whole. */
async function* arrowParts(rows: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const zones = () => arrow.makeVector(Int32Array.from({ length: BATCH_ROWS }, (_, row) => 1 + row % 265));
  const table = new arrow.Table({
    PULocationID: zones(),
    DOLocationID: zones(), // memory of its own: Arrow's writer takes the same one twice for one column
    trip_distance: arrow.makeVector(Float64Array.from({ length: BATCH_ROWS }, (_, row) => row % 30)),
  });
  const end = 8;
  const schemaBytes = arrow.tableToIPC(new arrow.Table(table.schema), "stream").length - end;
  const bytes = arrow.tableToIPC(table, "stream") as Uint8Array<ArrayBuffer>;
  yield bytes.subarray(0, schemaBytes);
  const batch = bytes.subarray(schemaBytes, bytes.length - end);
  for (let done = 0; done < rows; done += BATCH_ROWS) yield await Promise.resolve(batch);
  yield bytes.subarray(bytes.length - end);
}

Deno.test({
  name: "POST /predict/batch answers and logs a million rows of Arrow in memory that does not grow with them",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withServer(async (server, home) => {
      const predict = async (rows: number) => {
        let right = 0;
        const type = "application/vnd.apache.arrow.stream";
        const answer = arrow.RecordBatchReader.from(answered(server, type, arrowParts(rows)));
        for await (const batch of await answer) {
          for (const minutes of batch.getChild("predicted_duration")!.toArray()) {
            right += minutes === MINUTES ? 1 : 0;
          }
        }
        return right;
      };
      assert.equal(await predict(4 * BATCH_ROWS), 4 * BATCH_ROWS);
      const before = peakBytes(server);
      assert.equal(await predict(ROWS), ROWS);
      const grown = (peakBytes(server) - before) / MEGABYTE;
      assert.ok(grown < 60, `it grew by ${grown} MB`);
      await server.stop();
      using log = openPredictionLog(home);
      assert.equal(log.count(), ROWS + 4 * BATCH_ROWS);
    }),
});

Deno.test("POST /predict/batch waits for a client that reads NDJSON slowly, and loses nothing", () =>
  withServer(async (server) => {
    const rows = 100_000;
    let sent = 0;
    async function* lines(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      const block = new TextEncoder().encode(`{"PULocationID": 161, "DOLocationID": 236}\n`.repeat(1000));
      for (; sent < rows; sent += 1000) yield await Promise.resolve(block);
    }
    let text = 0, newlines = 0;
    for await (const part of answered(server, "application/x-ndjson", lines())) {
      text += part.length;
      for (const byte of part) newlines += byte === 0x0a ? 1 : 0;
      for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setTimeout(resolve, 0)); // slow
    }
    assert.deepEqual([sent, newlines], [rows, rows]);
    assert.ok(text > rows * 100);
  }));
