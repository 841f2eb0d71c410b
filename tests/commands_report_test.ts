import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ingestSmall, reportJson, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";
import { tlcFile, tlcTest } from "./tlc_files.ts";

type Column = { column: string; type: string; method?: string; threshold?: number; skipped?: string };

/** Drawing leaves a timer. */
const NO_LEAK_CHECKS = { sanitizeOps: false, sanitizeResources: false } as const;

function reportTest(name: string, work: (home: string, test: Deno.TestContext) => Promise<void>): void {
  const fn = (test: Deno.TestContext) => withTemporaryFolder((home) => work(home, test));
  Deno.test({ name, fn, ...NO_LEAK_CHECKS });
}

const report = (home: string, reference: string, current: string, ...more: string[]) =>
  reportJson(["--reference", reference, "--current", current, ...more, "--home", home]);

const find = (columns: readonly Column[], name: string) => columns.find(({ column }) => column === name)!;

reportTest("taxi report on stored months", async (home, test) => {
  await ingestSmall(home, "2024-03..2024-05");
  await test.step("names page and windows after the months, zones by their names", async () => {
    const document = await report(home, "2024-03", "2024-04..2024-05");
    assert.deepEqual(
      [document.reference.name, document.current.name, document.model],
      ["green 2024-03", "green 2024-04..2024-05", null],
    );
    assert.equal(document.report, join(home, "reports", "green-2024-03-vs-green-2024-04..2024-05.html"));
    assert.match(await Deno.readTextFile(document.report), /East Harlem North/);
    assert.ok(find(document.columns, "PULocationID") && document.regression.current === null);
  });
  await test.step("a list of months is a window too; in words with the page's path", async () => {
    const output = join(home, "new", "page.html");
    const args = ["report", "--reference", "2024-03", "--current", "2024-03,2024-05", "--output", output];
    const text = await words([...args, "--home", home]);
    assert.match(text, /^In green 2024-03,2024-05, .* compared with green 2024-03\.\ncolumn +method +score /);
    assert.ok(text.endsWith(`Report ${output}\n`) && existsSync(output), text);
  });
  await test.step("--method and --threshold, once for each column", async () => {
    const asked = ["--method", "duration=ks", "--method", "trip_distance=ks", "--threshold", "duration=0.2"];
    const { columns } = await report(home, "2024-03", "2024-04", ...asked);
    const of = (name: string) => [find(columns, name).method, find(columns, name).threshold];
    assert.deepEqual(of("duration"), ["ks", 0.2]);
    assert.deepEqual(of("trip_distance"), ["ks", 0.05]);
    assert.deepEqual(of("PULocationID"), ["chisquare", 0.05]);
    const all = ["--method", "psi", "--threshold", "0.3", "--num-method", "ed", "--threshold", "duration=2"];
    const judged = (await report(home, "2024-03", "2024-04", ...all)).columns;
    assert.deepEqual(
      ["PULocationID", "trip_distance", "duration"].map((name) => {
        const { method, threshold } = find(judged, name);
        return [method, threshold];
      }),
      [["psi", 0.3], ["ed", 0.3], ["ed", 2]],
    );
  });
  await test.step("a method or threshold that cannot be is refused, before a page is written", async () => {
    const output = join(home, "refused.html");
    const refused = (...more: string[]) => {
      const windows = ["--reference", "2024-03", "--current", "2024-04"];
      return words(["report", ...windows, ...more, "--output", output, "--home", home], 2);
    };
    assert.match(
      await refused("--method", "minutes=ks"),
      /column "minutes" .*expected one of PULocationID, /,
    );
    assert.match(await refused("--threshold", "minutes=1"), /column "minutes" .*expected one of/);
    assert.match(await refused("--method", "duration"), /Unknown drift method "duration": expected ks, /);
    assert.match(await refused("--threshold", "duration=low"), /"duration=low": expected a number above 0/);
    assert.ok(!existsSync(output));
  });
  await test.step("a table that holds no trips beside months is refused by its name", async () => {
    const path = join(home, "fares.csv");
    await Deno.writeTextFile(path, "fare\n1\n");
    const args = ["report", "--reference", "2024-03", "--current", path, "--home", home];
    assert.match(await words(args, 1), /^taxi: Cannot use "fares\.csv": columns .* are missing/);
  });
});

reportTest("taxi report on tables that hold no trips", async (home, test) => {
  const table = async (name: string, shift: number, extra: string) => {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const y = (i * 37) % 101;
      return [i % 4, i % 3 > 0 ? "rain" : "", y + shift, y + (i % 5), i, "2024-01-01 10:00:00", 1].join(",");
    });
    const path = join(home, name);
    await Deno.writeTextFile(path, `lanes,sky,y,p,id,at,${extra}\n${rows.join("\n")}\n`);
    return path;
  };
  const [before, after] = [await table("before.csv", 0, "gone"), await table("after.csv", 20, "new")];
  await test.step("few whole numbers and text are categories, times are left out", async () => {
    const { columns, reference, report: page } = await report(home, before, after);
    const types = columns.map(({ column, type }: Column) => [column, type]);
    assert.deepEqual(types.slice(0, 5), [
      ["lanes", "categorical"],
      ["sky", "categorical"],
      ["y", "numeric"],
      ["p", "numeric"],
      ["id", "numeric"],
    ]);
    assert.equal(find(columns, "at"), undefined);
    assert.deepEqual([reference.name, reference.rows, reference.hash.length], ["before.csv", 400, 64]);
    assert.equal(page, join(home, "reports", "before.csv-vs-after.csv.html"));
  });
  await test.step("a column in one file only is told, not scored", async () => {
    const { columns } = await report(home, before, after);
    assert.match(find(columns, "gone").skipped!, /current window has no such column/);
    assert.match(find(columns, "new").skipped!, /reference window has no such column/);
  });
  await test.step("--target and --prediction give the errors and stay numbers", async () => {
    const { columns, regression } = await report(home, before, after, "--target", "y", "--prediction", "p");
    assert.equal(find(columns, "y").type, "numeric");
    assert.deepEqual([regression.reference.mae, regression.current.mae], [2, 18]); // |0..4|, |20 - 0..4|
    const args = ["report", "--reference", before, "--current", after, "--home", home];
    assert.match(await words([...args, "--target", "y", "--prediction", "p"], 3), /^MAE 2 -> 18, /m);
  });
});

tlcTest(
  "taxi report takes TLC's own Parquet beside a CSV file, cleaned by the rules of ingest",
  () =>
    withTemporaryFolder(async (home) => {
      const [parquet, csv] = ["green_tripdata_2024-01.parquet", "samples/green_tripdatasample_2020-04.csv"];
      const document = await report(home, tlcFile(csv), tlcFile(parquet));
      assert.deepEqual(document.columns.map(({ column }: Column) => column), [
        ...["PULocationID", "DOLocationID", "trip_distance", "pickup_hour", "pickup_weekday", "duration"],
      ]);
      assert.ok(document.current.rows > 50_000 && document.reference.rows > 500);
      assert.equal(document.current.name, parquet);
      assert.equal(document.verdict, "alert", "four years and a pandemic apart");
      const name = "green_tripdatasample_2020-04.csv-vs-green_tripdata_2024-01.parquet.html";
      assert.equal(document.report, join(home, "reports", name));
      assert.match(await Deno.readTextFile(document.report), /East Harlem North/);
    }),
  NO_LEAK_CHECKS,
);
