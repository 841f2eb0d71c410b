import assert from "node:assert/strict";
import { tlcFile, tlcTest } from "../../tests/tlc_files.ts";
import { openTable } from "../engines/table_file.ts";
import { parseMonth } from "./month.ts";
import { publishedSchema } from "./published_schema.ts";

const GREEN_MONTHS = ["2022-11", "2023-01", "2023-02", "2024-03", "2025-01"];

for (const month of GREEN_MONTHS) {
  tlcTest(`publishedSchema of green is that of TLC's file of ${month}`, async () => {
    const file = await openTable(tlcFile(`green_tripdata_${month}.parquet`));
    const published = [...file.columns].map(([name, type]) => ({ name, type }));
    const expected = publishedSchema("green", parseMonth(month)).map(({ name, type }) => ({ name, type }));
    // Parquet's null type, in which the files to 2023-01 have ehail_fee, is none of ours
    if (month <= "2023-01") published.find(({ name }) => name === "ehail_fee")!.type = "float64";
    assert.deepEqual(published, expected);
  });
}

// samples of yellow were saved anew by other programs, which changed types but not names
for (
  const [month, sample] of [["2022-01", "yellow_2022-01_first100k_mlflow"], [
    "2025-02",
    "yellow_2025-02_sample5k",
  ]]
) {
  tlcTest(`publishedSchema of yellow has the column names of ${month} in order`, async () => {
    const file = await openTable(tlcFile(`samples/${sample}.parquet`));
    const names = publishedSchema("yellow", parseMonth(month)).map(({ name }) => name);
    assert.deepEqual(names, [...file.columns.keys()]);
  });
}

Deno.test("publishedSchema changes types and names in the months in which TLC did", () => {
  const typeOf = (taxi: "green" | "yellow", month: string, name: string) =>
    publishedSchema(taxi, parseMonth(month)).find((column) => column.name === name)?.type;
  assert.deepEqual([typeOf("yellow", "2023-01", "VendorID"), typeOf("yellow", "2023-02", "VendorID")], [
    "int64",
    "int32",
  ]);
  assert.deepEqual([typeOf("green", "2023-01", "trip_type"), typeOf("green", "2023-02", "trip_type")], [
    "float64",
    "int64",
  ]);
  assert.equal(typeOf("yellow", "2023-01", "airport_fee"), "float64");
  assert.equal(typeOf("yellow", "2023-02", "airport_fee"), undefined);
  assert.equal(typeOf("yellow", "2023-02", "Airport_fee"), "float64");
  assert.equal(typeOf("green", "2024-12", "cbd_congestion_fee"), undefined);
  assert.equal(publishedSchema("green", parseMonth("2025-01")).at(-1)?.name, "cbd_congestion_fee");
});
