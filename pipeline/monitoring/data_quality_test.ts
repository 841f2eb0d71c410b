import assert from "node:assert/strict";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { dataQuality } from "./data_quality.ts";
import { DayCounter, type DayCounts } from "./day_counts.ts";
import type { Distribution } from "./distribution.ts";
import type { QualityLimits } from "./quality_limits.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import type { Window } from "./window.ts";

const numbers = (count: number, value: (i: number) => number) =>
  numericDistribution(Array.from({ length: count }, (_, i) => value(i)));
const labels = (count: number, value: (i: number) => string | null) =>
  categoricalDistribution(Array.from({ length: count }, (_, i) => value(i)));

function windowOf(columns: Record<string, Distribution>, more: Partial<Window> = {}): Window {
  return {
    name: "some rows",
    rows: 1000,
    columns: Object.entries(columns).map(([name, distribution]) => ({
      name,
      role: "feature",
      unit: "",
      distribution,
    })),
    ...more,
  };
}

const found = (
  before: Record<string, Distribution>,
  after: Record<string, Distribution>,
  limits?: Partial<QualityLimits>,
) =>
  dataQuality(windowOf(before), windowOf(after), { limits }).map((
    { kind, column, level },
  ) => [kind, column, level]);

Deno.test("dataQuality finds nothing in a window compared with itself, nor in a column that got better", () => {
  const columns = {
    a: numbers(1000, (i) => i % 50),
    b: labels(1000, (i) => i % 9 === 0 ? null : `${i % 40}`),
  };
  assert.deepEqual(found(columns, columns), []);
  assert.deepEqual(found(columns, { a: columns.a, b: labels(1000, (i) => `${i % 40}`) }), []);
});

Deno.test("dataQuality tells a grown share of missing values, by its limit, and not what chance does", () => {
  const missing = (each: number) => ({ a: numbers(1000, (i) => i % each === 0 ? NaN : i % 50) });
  assert.deepEqual(found(missing(100), missing(5)), [["missing", "a", "warning"]]);
  assert.deepEqual(found(missing(100), missing(25)), [["missing", "a", "note"]]);
  assert.deepEqual(found(missing(100), missing(70)), [], "1.5 % after 1 % of 1,000 rows is chance");
  assert.deepEqual(found(missing(100), missing(5), { missing: false }), []);
  assert.deepEqual(found(missing(100), missing(25), { missing: { limit: 0.01, severity: "alert" } }), [
    ["missing", "a", "alert"],
  ]);
  const [{ description, rows }] = dataQuality(windowOf(missing(100)), windowOf(missing(5)));
  assert.equal(description, "a has no value in 20% of the rows; in the reference it is 1%");
  assert.equal(rows, 200);
});

Deno.test("dataQuality only notes that targets are missing: they come later", () => {
  const target = (each: number): Window => {
    const window = windowOf({ y: numbers(1000, (i) => i % each === 0 ? NaN : i % 50) });
    return { ...window, columns: window.columns.map((column) => ({ ...column, role: "target" })) };
  };
  assert.deepEqual(dataQuality(target(100), target(2)).map(({ kind, level }) => [kind, level]), [
    ["missing", "note"],
  ]);
});

Deno.test("dataQuality tells numbers out of the reference's range, not by a hair, and how far they lie", () => {
  const reference = { a: numbers(1000, (i) => i % 101) };
  assert.deepEqual(
    found(reference, { a: numbers(1000, (i) => i % 2 === 0 ? 101 : 5) }),
    [],
    "a hundredth beyond",
  );
  assert.deepEqual(found(reference, { a: numbers(1000, (i) => i % 10 === 0 ? 103 : 5) }), [
    ["out_of_range", "a", "warning"],
  ]);
  assert.deepEqual(found(reference, { a: numbers(1000, (i) => i === 0 ? 103 : 5) }), [], "one row is chance");
  const [far] = dataQuality(windowOf(reference), windowOf({ a: numbers(1000, (i) => i === 0 ? -900 : 5) }));
  assert.equal(far.level, "note");
  assert.equal(
    far.description,
    "a lies outside the reference's 0 to 100 in 0.1% of the rows, at most at −900",
  );
  assert.deepEqual([far.rows, far.examples], [1, ["-900"]]);
  const few = { a: numbers(20, (i) => i) };
  assert.deepEqual(found(few, { a: numbers(1000, (i) => i % 21) }), [], "20 rows do not know their range");
});

Deno.test("dataQuality tells new categories beyond those that are always new, the most frequent as examples", () => {
  const reference = { a: labels(1000, (i) => `zone ${i % 10}`) };
  const current = { a: labels(1000, (i) => i < 50 ? `<b>new</b> ${i % 2}` : `zone ${i % 10}`) };
  const [finding] = dataQuality(windowOf(reference), windowOf(current));
  assert.deepEqual([finding.kind, finding.level, finding.rows], ["new_category", "warning", 50]);
  assert.deepEqual(finding.examples, ["<b>new</b> 0 (25)", "<b>new</b> 1 (25)"]);
  const pairs = { a: labels(1000, (i) => i < 300 ? `pair ${i}` : "common") }; // 30 % were seen once
  const others = { a: labels(1000, (i) => i < 300 ? `other ${i}` : "common") };
  assert.deepEqual(found(pairs, others), [["new_category", "a", "note"]]);
});

Deno.test("dataQuality looks for no categories in a column of identifiers, whose labels were not kept", () => {
  const tooMany = { kind: "categorical", counts: new Map(), rows: 900, missing: 100, tooMany: true } as const;
  const few = labels(1000, (i) => `zone ${i % 10}`);
  assert.deepEqual(found({ a: few }, { a: tooMany }), [["missing", "a", "warning"]]);
  assert.deepEqual(found({ a: tooMany }, { a: few }), []);
});

Deno.test("dataQuality tells categories that are gone, not those that few rows cannot show", () => {
  const reference = { a: labels(1000, (i) => `zone ${i % 10}`) };
  assert.deepEqual(found(reference, { a: labels(1000, (i) => `zone ${i % 9}`) }), [
    ["vanished_category", "a", "warning"],
  ]);
  assert.deepEqual(found(reference, { a: labels(20, (i) => `zone ${i % 9}`) }), []);
});

Deno.test("dataQuality tells columns that are gone, new or of another kind", () => {
  const a = numbers(1000, (i) => i % 50), text = labels(1000, (i) => `${i % 3}`);
  assert.deepEqual(found({ gone: a, same: a, retyped: a }, { same: a, retyped: text, fresh: a }), [
    ["schema", "gone", "warning"],
    ["schema", "retyped", "warning"],
    ["schema", "fresh", "note"],
  ]);
});

Deno.test("dataQuality takes a column without any value for one that lost its values, not its type", () => {
  const none = labels(1000, () => null), a = numbers(1000, (i) => i % 50);
  assert.deepEqual(found({ a: none }, { a: numbers(1000, () => NaN) }), []);
  assert.deepEqual(found({ a }, { a: none }), [["missing", "a", "warning"]]);
  assert.deepEqual(found({ a: none }, { a }), []);
});

Deno.test("dataQuality tells rows that repeat more than in the reference", () => {
  const judge = (before: number, after: number, rows = 1000) =>
    dataQuality(
      windowOf({}, { duplicates: { rows: before, sampled: 1 } }),
      windowOf({}, { rows, duplicates: { rows: after, sampled: 1 } }),
    ).map(({ level }) => level);
  assert.deepEqual(judge(0, 200), ["warning"]);
  assert.deepEqual(judge(0, 5), ["note"]);
  assert.deepEqual(judge(200, 200), []);
  assert.deepEqual(judge(100, 400, 2000), [], "twice the rows, twice the share");
});

Deno.test("dataQuality tells rows in the future by the clock it is given", () => {
  const days = daysOf({ "2024-05-01": 10, "2024-05-03": 2 });
  const judge = (now: string) =>
    dataQuality(windowOf({}, { days }), windowOf({}, { days }), { now: Date.parse(now) }).map((
      { kind, rows },
    ) => [
      kind,
      rows,
    ]);
  assert.deepEqual(judge("2024-05-01T12:00Z"), [["future", 2]]);
  assert.deepEqual(judge("2024-05-02T12:00Z"), [], "a day ahead is another time zone");
});

Deno.test("dataQuality tells days without rows, and volumes that the weekdays of the reference do not have", () => {
  const month = (rows: (day: number) => number) =>
    daysOf(Object.fromEntries(
      Array.from(
        { length: 30 },
        (_, i) => [`2024-04-${String(i + 1).padStart(2, "0")}`, rows(i + 1)] as const,
      )
        .filter(([, count]) => count > 0),
    ));
  const judge = (before: DayCounts, after: DayCounts) =>
    dataQuality(windowOf({}, { days: before }), windowOf({}, { days: after }));
  const usual = month((day) => day % 7 === 0 ? 30 : 1000); // Sundays are quiet
  assert.deepEqual(judge(usual, usual), []);
  const [gap] = judge(usual, month((day) => day >= 10 && day <= 14 ? 0 : day % 7 === 0 ? 30 : 1000));
  assert.deepEqual([gap.kind, gap.level, gap.examples], ["stale", "warning", ["2024-04-10"]]);
  const [low] = judge(usual, month((day) => day % 7 === 0 ? 10 : 300));
  assert.deepEqual([low.kind, low.level], ["volume", "warning"]);
  const [odd] = judge(usual, month((day) => day === 9 ? 5000 : day % 7 === 0 ? 30 : 1000));
  assert.deepEqual([odd.kind, odd.level, odd.examples], ["volume", "note", [
    "2024-04-09 (500% of what its weekday had)",
  ]]);
  const stray = daysOf({
    "2008-01-01": 1,
    "2024-04-01": 900,
    "2024-04-02": 1000,
    "2024-04-03": 1000,
    "2024-04-04": 9,
  });
  assert.deepEqual(judge(stray, stray), []);
  assert.deepEqual(
    judge(usual, stray).map(({ kind }) => kind),
    [],
    "a stray time is no gap of sixteen years",
  );
});

Deno.test("dataQuality tells that rows end before the window does", () => {
  const days = daysOf({ "2024-04-01": 50, "2024-04-02": 50, "2024-04-03": 50, "2024-04-04": 50 });
  const until = (day: string) => {
    const first = Date.parse("2024-04-01Z") / 86_400_000, last = Date.parse(`${day}Z`) / 86_400_000;
    return dataQuality(windowOf({}, { days }), windowOf({}, { days, expectedDays: [[first, last]] }));
  };
  assert.deepEqual(until("2024-04-04"), []);
  const [stale] = until("2024-04-30");
  assert.deepEqual([stale.kind, stale.level, stale.examples], ["stale", "warning", ["2024-04-05"]]);
  assert.match(stale.description, /^No row has a time from 2024-04-05 on for 26 days; /);
});

Deno.test("dataQuality says of a window without rows only that", () => {
  const empty = windowOf({ a: numbers(0, () => 0) }, { name: "2024-05", rows: 0 });
  assert.deepEqual(dataQuality(windowOf({ b: numbers(9, (i) => i) }), empty), [
    { kind: "volume", level: "alert", description: 'The current window "2024-05" has no rows' },
  ]);
});

function daysOf(rows: Record<string, number>): DayCounts {
  const counter = new DayCounter();
  for (const [day, count] of Object.entries(rows)) {
    counter.add(new Float64Array(count).fill(Date.parse(`${day}T12:00Z`) * 1000));
  }
  return counter.finish()!;
}
