import assert from "node:assert/strict";
import { join } from "node:path";
import { openTable } from "../pipeline/engines/table_file.ts";
import { ingestSmall, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("taxi predict", (test) =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    const file = (name: string) => join(home, name);
    await ingestSmall(home, "2024-03..2024-04");
    await words(["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration", ...at]);
    const predict = (input: string, output: string) =>
      json(["predict", "--input", input, "--output", output, ...at]);
    await test.step("from Parquet to CSV keeps all columns, their order and every row", async () => {
      const raw = join(home, "raw", "synthetic", "green_tripdata_2024-03.parquet");
      const output = file("predicted.csv");
      assert.deepEqual(await predict(raw, output), {
        rows: 1000,
        model: "taxi-duration",
        model_version: 1,
        output,
      });
      const before = await openTable(raw), after = await openTable(output);
      assert.deepEqual([...after.columns.keys()], [...before.columns.keys(), "predicted_duration"]);
      assert.equal(after.rows, 1000);
      for (const name of ["PULocationID", "trip_distance", "lpep_pickup_datetime"]) {
        assert.deepEqual(await values(after, name), await values(before, name));
      }
      assert.ok((await values(after, "predicted_duration")).every((minutes) => minutes > 0));
    });
    const trips = [
      'note,DOLocationID,PULocationID,"a, b",trip_distance',
      "first,75,74,0.5,2.5",
      ",42,41,,0.75",
      '"x, y",7,7,-1,',
    ];
    const input = file("trips.csv");
    await Deno.writeTextFile(input, trips.join("\n") + "\n");
    await test.step("from CSV to Parquet keeps text, gaps and odd names", async () => {
      const output = file("predicted.parquet");
      assert.equal((await predict(input, output)).rows, 3);
      const table = await openTable(output);
      const names = ["note", "DOLocationID", "PULocationID", "a, b", "trip_distance"];
      assert.deepEqual([...table.columns.keys()], [...names, "predicted_duration"]);
      assert.deepEqual((await values(table, "a, b")).map(String), ["0.5", "NaN", "-1"]);
      assert.deepEqual((await values(table, "trip_distance")).map(String), ["2.5", "0.75", "NaN"]);
    });
    await test.step("a distance that is missing is predicted without, in any row or in all", async () => {
      const [bare, output] = [file("bare.csv"), file("bare_out.csv")];
      await Deno.writeTextFile(bare, "PULocationID,DOLocationID\n7,7\n74,75\n");
      await predict(bare, output);
      await predict(input, file("again.csv"));
      const [one, other] = await values(await openTable(output), "predicted_duration");
      const known = await values(await openTable(file("again.csv")), "predicted_duration");
      assert.equal(one, known[2], "the same trip without a distance");
      assert.notEqual(other, known[0], "the distance was not looked at");
      assert.match(await Deno.readTextFile(output), /^PULocationID,DOLocationID,predicted_duration\n7,7,\d/);
    });
    await test.step("by a model file, in words; a table that was predicted already is refused", async () => {
      const [model] = [...Deno.readDirSync(file("models"))].map(({ name }) => file(join("models", name)));
      const output = file("by_file.csv");
      const said = await words(["predict", "--model", model, "--input", input, "--output", output, ...at]);
      assert.match(said, /^Predicted 3 trips with \w{32}: .*by_file\.csv\n$/);
      const twice = await words(["predict", "--input", output, "--output", file("twice.csv"), ...at], 2);
      assert.match(twice, /it has a column predicted_duration already, expected one without/);
    });
  }));

/** One column as numbers, NaN for gaps. */
async function values(table: Awaited<ReturnType<typeof openTable>>, name: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { columns } of table.read([{ column: name, as: name, type: table.columns.get(name)! }])) {
    const { values, valid } = columns[name];
    numbers.push(...Array.from(values, (value, row) => valid?.[row] === 0 ? NaN : Number(value)));
  }
  return numbers;
}
