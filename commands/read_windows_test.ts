import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { monitor } from "../pipeline/monitoring/monitor.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { Parity } from "../pipeline/monitoring/monitoring_result.ts";
import type { TableMapping } from "../pipeline/monitoring/table_plan.ts";
import type { Window } from "../pipeline/monitoring/window.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { findHome } from "./home.ts";
import { readWindows } from "./read_windows.ts";

interface Compared {
  readonly windows: readonly [Window, Window];
  readonly columns: Record<string, { type: string; method?: string; skipped?: string; n_current: number }>;
}

/** Two tables of CSV text compared, and the JSON of it checked to be JSON. */
async function compare(
  reference: string,
  current: string,
  mapping: TableMapping = {},
  parity?: Parity,
): Promise<Compared> {
  let compared: Compared | undefined;
  await withTemporaryFolder(async (folder) => {
    const paths = ["reference.csv", "current.csv.gz"].map((name) => join(folder, name));
    await Deno.writeTextFile(paths[0], reference);
    await Deno.writeFile(paths[1], gzipSync(current));
    const home = findHome(folder);
    const windows = await readWindows(paths[0], paths[1], { home, taxi: "green", mapping, parity });
    const document = JSON.parse(JSON.stringify(monitoringJson(monitor(...windows, { parity }))));
    const byName = Object.fromEntries(
      document.columns.map((column: { column: string }) => [column.column, column]),
    );
    compared = { windows, columns: byName };
  });
  return compared!;
}

const lines = (rows: number, line: (row: number) => string) =>
  Array.from({ length: rows }, (_, i) => line(i)).join("\n");

Deno.test("readWindows: a column that cannot be compared is skipped with its reason, beside those that can", async () => {
  const header = "whole,empty,kind,const,<b>&\"'";
  const quoted = header.replace("<b>&\"'", `"<b>&""'"`);
  const reference = `${quoted},gone\n${lines(50, (i) => `${i},,${i},5,"""<i>"", 🚕",1`)}\n`;
  const current = `${quoted},new\n${lines(50, (i) => `${i + 3},,x${i % 3},5,"</script>",1`)}\n`;
  const { columns } = await compare(reference, current);
  assert.match(columns.empty.skipped!, /All values are missing/);
  assert.match(columns.kind.skipped!, /numeric in the reference window and categorical in the current/);
  assert.match(columns.gone.skipped!, /current window has no such column/);
  assert.match(columns.new.skipped!, /reference window has no such column/);
  assert.equal(columns.whole.method, "ks");
  assert.ok(columns.const.method !== undefined);
  assert.equal(columns["<b>&\"'"].type, "categorical");
});

Deno.test("readWindows: a header alone, one row, infinities and nothing but infinities still make a comparison", async () => {
  const rows = `a,b,c\n${lines(20, (i) => `${i % 2 ? "inf" : i},-inf,NA`)}\n`;
  const { columns } = await compare(rows, rows);
  assert.equal(columns.a.n_current, 10);
  assert.match(columns.b.skipped!, /All values are missing/);
  assert.match(columns.c.skipped!, /All values are missing/);
  const none = await compare("a,b,c\n", rows);
  assert.equal(none.windows[0].rows, 0);
  assert.match(none.columns.a.skipped!, /All values are missing in the reference window/);
  const one = await compare("a,y,p\n1.5,2,3\n", "a,y,p\n2.5,4,4\n", { target: "y", prediction: "p" });
  assert.equal(one.windows[1].regression?.metrics.mae, 0);
});

Deno.test("readWindows: columns are chosen, left out and typed as told", async () => {
  const table = (shift: number) =>
    "id,few,y,p,at,later\n" +
    lines(30, (i) =>
      `${String(i % 12).padStart(3, "0")},${i % 3},${i + shift},${i},2024-01-0${i % 9 + 1},2024-02-01`);
  const roles = { target: "y", prediction: "p", time: "at" };
  const first = await compare(table(0), table(1), { ...roles, numeric: ["few"], categorical: ["id"] });
  assert.deepEqual(
    Object.entries(first.columns).map(([name, { type }]) => [name, type]),
    [["id", "categorical"], ["few", "numeric"], ["y", "numeric"], ["p", "numeric"]],
  );
  const [, { columns, from, to, regression }] = first.windows;
  const [{ distribution }] = columns;
  assert.ok(distribution.kind === "categorical" && distribution.counts.get("007") === 2, "007 is not 7");
  assert.deepEqual([from, to], ["2024-01-01T00:00:00", "2024-01-09T00:00:00"]);
  assert.equal(regression?.overTime?.reduce((sum, { rows }) => sum + rows, 0), 30);
  const some = await compare(table(0), table(0), { ...roles, columns: ["few", "p"] });
  assert.deepEqual(Object.keys(some.columns), ["few", "p"]);
  assert.equal(some.windows[0].regression?.metrics.rows, 30, "errors are measured all the same");
  const rest = await compare(table(0), table(0), { ignore: ["few", "id", "at"] });
  assert.deepEqual(Object.keys(rest.columns), ["y", "p"]);
});

Deno.test("readWindows: names of columns that are not there are refused", async () => {
  const table = "a,b,at\n1,x,2024-01-01\n";
  const refused = (mapping: TableMapping) =>
    compare(table, table, mapping).then(() => "taken", (error) => error.message);
  assert.equal(await refused({ columns: ["c"] }), 'Cannot take "c" for --columns: expected one of a, b, at');
  assert.match(
    await refused({ target: "b" }),
    /^Cannot take "b" of "reference.csv" as --target: it holds strings,/,
  );
  assert.match(await refused({ time: "a" }), /as --time: it holds int64s, expected a column of times$/);
  assert.match(
    await refused({ prediction: "q" }),
    /as --prediction: it has a, b, at, expected a column of numbers$/,
  );
});

Deno.test("readWindows in parity: gaps, truths, free text and target are typed as pandas and Evidently do", async () => {
  const header = "gaps,truth,truth gaps,free,few,y,when,more\n";
  const row = (i: number) =>
    `${i % 5 || ""},${i % 2 ? "True" : "False"},${i % 3 ? "True" : ""},t${i},${i % 4},${i % 3},2024-01-01,1`;
  const reference = header.replace("\n", ",only reference\n") + lines(1200, (i) => `${row(i)},1`);
  const { columns } = await compare(reference, header + lines(1200, row), { target: "y" }, "evidently");
  assert.deepEqual(
    Object.entries(columns).map(([name, { type }]) => [name, type]),
    [
      ...[["gaps", "numeric"], ["truth", "categorical"], ["few", "categorical"], ["y", "categorical"]],
      ...[["more", "categorical"], ["free", "text"]],
    ],
  );
  assert.equal(columns.free.method, "abs_text_content_drift");
  assert.match(columns.free.skipped!, /free text/);
  const ours = (await compare(reference, header + lines(1200, row), { target: "y" })).columns;
  assert.deepEqual([ours.gaps.type, ours.y.type, ours["truth gaps"].type], [
    "categorical",
    "numeric",
    "categorical",
  ]);
});

Deno.test("readWindows: a million and more labels are an identifier, told and not compared", async () => {
  const table = (from: number) => "id,x\n" + lines(1_050_000, (i) => `u${from + i},${i % 7}`);
  const { columns } = await compare(table(0), "id,x\nu1,1\nu2,2\n");
  assert.match(columns.id.skipped!, /more than 1,048,576 different labels/);
  assert.ok(columns.x.skipped === undefined);
});
