import assert from "node:assert/strict";
import { join } from "node:path";
import { TableWriter } from "../pipeline/engines/table_writer.ts";
import { parseMonth } from "../pipeline/trips/month.ts";
import { publishedSchema } from "../pipeline/trips/published_schema.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { runMain } from "./run_main.ts";

/** A home with two months and one registered model, and files to misuse. */
export interface Place {
  readonly home: string;
  /** The registered model's file. */
  readonly model: string;
  readonly files: string;
  /** A port that another program holds. */
  readonly port: number;
}

/** Makes a place in an empty folder. @param port one that another program holds */
export async function makePlace(folder: string, port: number): Promise<Place> {
  const [home, files] = [join(folder, "home"), join(folder, "files")];
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runMain([...args, "--home", home, "--json"]);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  await run("ingest", "--source", "synthetic", "--months", "2024-03..2024-04", "--rows", "3000");
  const { file: model } = await run(
    ...["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration"],
  );
  openPredictionLog(home).close();
  await Deno.mkdir(join(files, "folder.parquet"), { recursive: true });
  await Promise.all(
    Object.entries(await badFiles(home, model)).map(([name, content]) =>
      Deno.writeFile(join(files, name), content)
    ),
  );
  await writeEmptyMonth(join(files, "green_tripdata_2019-03.parquet"));
  return { home, model, files, port };
}

async function writeEmptyMonth(path: string): Promise<void> {
  const columns = publishedSchema("green", parseMonth("2019-03")).map(({ name, type }) => [name, type]);
  await new TableWriter(path, "parquet", Object.fromEntries(columns)).finish();
}

async function badFiles(home: string, model: string): Promise<Record<string, Uint8Array>> {
  const text = (content: string) => new TextEncoder().encode(content);
  const month = await Deno.readFile(join(home, "raw", "synthetic", "green_tripdata_2024-03.parquet"));
  const good = await Deno.readFile(model);
  const end = good.indexOf(0x0a);
  const header = { ...JSON.parse(new TextDecoder().decode(good.subarray(0, end))), version: 99 };
  const truncated = month.slice(0, month.length / 2);
  return {
    "notes.txt": text("notes\n"),
    "empty.parquet": new Uint8Array(0),
    "truncated.parquet": truncated,
    "damaged.parquet": month.map((byte, i) =>
      i > month.length - 400 && i < month.length - 8 ? byte ^ 0xff : byte
    ),
    "columns.csv": text("zone,miles\n1,2\n"),
    "green_tripdata_2024-01.parquet": truncated,
    "green_tripdata_2019-02.parquet": month,
    "version.taxi": text(`${JSON.stringify(header)}\n${new TextDecoder().decode(good.subarray(end + 1))}`),
    "corrupt.taxi": good.map((byte, i) => i === good.length - 100 ? byte ^ 1 : byte),
    "cut.taxi": good.slice(0, good.length - 50),
  };
}
