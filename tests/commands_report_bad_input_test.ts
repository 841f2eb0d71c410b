import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MONITORING_DOCUMENT, type MonitoringDocument } from "../pipeline/monitoring/monitoring_document.ts";
import { reportJson, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** A table by columns; null is an empty field. */
type Table = Record<string, readonly (string | number | null)[]>;

const many = <T>(value: (i: number) => T, rows = 300) => Array.from({ length: rows }, (_, i) => value(i));

/** Drawing leaves a timer. */
function reportTest(name: string, work: (home: string) => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn: () => withTemporaryFolder(work) });
}

/** The document of a whole command, which fits its schema, and its page. */
async function compare(
  home: string,
  reference: Table,
  current: Table,
  ...options: string[]
): Promise<MonitoringDocument & { page: string }> {
  const [before, after] = [join(home, "before.csv"), join(home, "after.csv")];
  await Deno.writeTextFile(before, csv(reference));
  await Deno.writeTextFile(after, csv(current));
  const args = ["--reference", before, "--current", after, ...options, "--home", home];
  const document = MONITORING_DOCUMENT.parse(await reportJson(args));
  return { ...document, page: await Deno.readTextFile(document.report!) };
}

function csv(table: Table): string {
  const field = (value: string | number | null) =>
    value === null ? "" : `"${String(value).replaceAll('"', '""')}"`;
  const names = Object.keys(table), rows = Math.max(...names.map((name) => table[name].length));
  const lines = many((row) => names.map((name) => field(table[name][row] ?? null)).join(","), rows);
  return [names.map(field).join(","), ...lines].join("\n") + "\n";
}

const skippedOf = ({ columns }: MonitoringDocument) =>
  Object.fromEntries(
    columns.flatMap((column) => "skipped" in column ? [[column.column, column.skipped]] : []),
  );

const GOOD = { good: many((i) => i % 50 + i / 7), label: many((i) => `level ${i % 4}`) };

reportTest("taxi report skips each column that cannot be compared and scores the others", async (home) => {
  const reference = {
    ...GOOD,
    constant: many(() => 7.5),
    missing: many(() => null),
    infinite: many((i) => i % 2 === 0 ? "inf" : "-inf"),
    gone: many((i) => i + 0.5),
    retyped: many((i) => i * 1.5),
  };
  const current = {
    ...GOOD,
    constant: many(() => 7.5),
    missing: many((i) => i + 0.5),
    infinite: many((i) => i + 0.5),
    fresh: many((i) => i + 0.5),
    retyped: many((i) => `text ${i % 3}`),
  };
  const document = await compare(home, reference, current);
  const skipped = skippedOf(document);
  assert.match(skipped.gone, /current window has no such column/);
  assert.match(skipped.fresh, /reference window has no such column/);
  for (const name of ["missing", "infinite", "retyped"]) assert.ok(name in skipped, `${name} was scored`);
  const scored = document.columns.filter((column) => "score" in column);
  assert.deepEqual(scored.map(({ column }) => column).sort(), ["constant", "good", "label"]);
  assert.ok(scored.every(({ drifted }) => !drifted));
  const schema = document.quality.filter(({ kind }) => kind === "schema").map((
    { column, level },
  ) => [column, level]);
  assert.ok(
    schema.some(([column, level]) => column === "gone" && level === "warning"),
    JSON.stringify(schema),
  );
  assert.ok(schema.some(([column]) => column === "retyped"), JSON.stringify(schema));
});

reportTest("taxi report makes a report of a window without rows, which is an alert", async (home) => {
  const document = await compare(home, GOOD, { good: [], label: [] });
  assert.equal(document.verdict, "alert");
  assert.deepEqual([document.current.rows, document.dataset.columns], [0, 0]);
  assert.equal(Object.keys(skippedOf(document)).length, 2);
  assert.match(document.quality[0].description, /current window "after\.csv" has no rows/);
});

reportTest("taxi report makes a report of one row", async (home) => {
  const one = { good: [4], label: ["level 1"], y: [3], p: [2] };
  const { current, regression } = await compare(home, one, one, "--target", "y", "--prediction", "p");
  assert.equal(current.rows, 1);
  assert.deepEqual([regression.current!.mae, regression.current!.r2], [1, null]);
});

reportTest("taxi report takes targets that are all 0, and negative ones", async (home) => {
  const options = ["--target", "y", "--prediction", "p"];
  const prediction = many((i) => i % 9 - 3.5);
  for (const parity of [[], ["--parity", "evidently"]]) {
    const zero = { ...GOOD, y: many(() => 0), p: prediction };
    const flat = await compare(home, zero, zero, ...options, ...parity);
    assert.ok(flat.regression.current!.mae! > 0);
    const negative = { ...GOOD, y: many((i) => -1 - i % 20), p: prediction };
    const below = await compare(home, negative, negative, ...options, ...parity);
    assert.ok(below.regression.current!.mape! > 0);
  }
});

reportTest("taxi report keeps names that are HTML raw in its data and harmless on its page", async (home) => {
  const evil = "</script><img src=x onerror='alert(1)'>";
  const table = (shift: number) => ({
    [`col ${evil}`]: many((i) => `${evil} ${i % 3 + shift}`),
    [`num ${evil}`]: many((i) => i % 50 + shift * 40 + 0.5),
  });
  const junit = join(home, "junit.xml");
  const { page, columns, quality } = await compare(home, table(0), table(1), "--junit", junit);
  assert.deepEqual(columns.map(({ column }) => column), [`col ${evil}`, `num ${evil}`]);
  assert.ok(quality.some(({ kind, examples }) => kind === "new_category" && examples[0].startsWith(evil)));
  assert.ok(!page.includes(evil) && !page.includes("<img src=x"), "the page holds the name as markup");
  const xml = await Deno.readTextFile(junit);
  assert.ok(xml.startsWith("<?xml") && !xml.includes("<img"), xml.slice(0, 500));
});

reportTest("taxi report finds what is wrong with the data", async (home) => {
  const at = (day: number) => `2024-03-${String(day).padStart(2, "0")} 10:00:00`;
  const reference = {
    at: many((i) => at(1 + i % 28), 2800),
    fare: many((i) => i % 97 + 0.5, 2800),
    id: many((i) => i * 1.5, 2800),
  };
  const current = {
    at: many((i) => i < 10 ? "2098-01-01 00:00:00" : at(1 + i % 10), 2800),
    fare: many((i) => i % 5 === 0 ? null : i % 11 === 0 ? 5000.5 : i % 97 + 0.5, 2800),
    id: many((i) => (i % 1400) * 1.5, 2800),
  };
  const { quality, verdict } = await compare(home, reference, current);
  const found = quality.map(({ kind, column, level }) => [kind, column, level]);
  for (
    const wanted of [["missing", "fare", "warning"], ["out_of_range", "fare", "warning"], [
      "future",
      null,
      "warning",
    ]]
  ) {
    assert.ok(
      found.some((one) => String(one) === String(wanted)),
      `${wanted} is not among ${JSON.stringify(found)}`,
    );
  }
  assert.ok(found.some(([kind]) => kind === "volume"), JSON.stringify(found));
  assert.notEqual(verdict, "ok");
});

reportTest("taxi report counts rows that repeat whole", async (home) => {
  const rows = (distinct: number) => ({
    a: many((i) => (i % distinct) + 0.5),
    b: many((i) => `x${i % distinct % 5}`),
  });
  const { quality } = await compare(home, rows(300), rows(200));
  const duplicates = quality.find(({ kind }) => kind === "duplicates");
  assert.deepEqual([duplicates?.level, duplicates?.rows], ["warning", 100]);
});

reportTest("taxi report --config sets conditions, and options win over it", async (home) => {
  const config = join(home, "conditions.yaml");
  const table = (error: number) => ({
    ...GOOD,
    y: many((i) => i % 30 + 0.5),
    p: many((i) => i % 30 + 0.5 + error),
  });
  const judge = async (text: string, ...more: string[]) => {
    await Deno.writeTextFile(config, text);
    const options = ["--target", "y", "--prediction", "p", "--config", config, ...more];
    return await compare(home, table(1), table(2), ...options);
  };
  assert.equal((await judge("")).verdict, "alert", "the mean error has doubled");
  const relaxed = await judge("metrics: {me: false, mae: {at_most: 3}, rmse: {worse_by: 2}, r2: false}");
  assert.notEqual(relaxed.verdict, "alert");
  assert.deepEqual(relaxed.tests.slice(-2).map(({ name, status }) => [name, status]), [
    ["RMSE against the reference", "passed"],
    ["MAE at most a limit", "passed"],
  ]);
  const methods = await judge("drift: {numeric: {method: psi, threshold: 9}, columns: {good: {method: ed}}}");
  const of = (name: string, { columns }: MonitoringDocument) =>
    columns.find(({ column }) => column === name)!;
  assert.deepEqual(["good", "y"].map((name) => of(name, methods).method), ["ed", "psi"]);
  const won = await judge(
    "drift: {numeric: {method: psi, threshold: 9}}",
    "--num-method",
    "ks",
    "--method",
    "y=ed",
  );
  const scored = of("good", won);
  assert.ok("score" in scored);
  assert.deepEqual([scored.method, scored.threshold, of("y", won).method], ["ks", 9, "ed"]);
});

reportTest(
  "taxi report refuses options and configuration files that cannot be, before a page is written",
  async (home) => {
    const [table, config, page] = ["a.csv", "c.yaml", "page.html"].map((name) => join(home, name));
    await Deno.writeTextFile(table, csv(GOOD));
    const refused = (...more: string[]) =>
      words(
        ["report", "--reference", table, "--current", table, "--output", page, "--home", home, ...more],
        2,
      );
    assert.match(await refused("--parity", "pandas"), /--parity "pandas": expected evidently/);
    assert.match(
      await refused("--num-method", "g_test"),
      /--num-method g_test: it is not for numeric columns/,
    );
    assert.match(await refused("--cat-method", "magic"), /Unknown drift method "magic": expected ks, /);
    assert.match(await refused("--cat-threshold", "0"), /--cat-threshold "0": expected a number above 0/);
    assert.match(await refused("--drift-share", "2"), /--drift-share "2": expected a share from 0 to 1/);
    assert.match(await refused("--junit", `${home}/`), /it is a folder/);
    assert.match(await refused("--config", join(home, "none.yaml")), /there is no such file/);
    await Deno.writeTextFile(config, "metrics: {mea: false}");
    assert.match(
      await refused("--config", config),
      /unknown key "metrics\.mea", did you mean "me"\?|"mae"\?/,
    );
    await Deno.writeTextFile(config, "metrics: {mae: {at_most: 3}}");
    assert.match(await refused("--config", config, "--parity", "evidently"), /"metrics" of .* with --parity/);
    await Deno.writeTextFile(config, "drift: {columns: {goods: {severity: alert}}}");
    assert.match(await refused("--config", config), /column "goods" .*did you mean "good"\?/);
    assert.ok(!existsSync(page));
  },
);
