import assert from "node:assert/strict";
import fc from "fast-check";
import { daysInMonth, monthEnd, monthStart, nextMonth, parseMonth, parseMonths, span } from "./month.ts";

/** Any month between the years 0 and 9998, as the number of months since year 0. */
const anyMonth = fc.integer({ min: 0, max: 9999 * 12 - 1 });

function monthAt(number: number): string {
  const [year, month] = [Math.floor(number / 12), number % 12 + 1];
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}

Deno.test("parseMonth takes any YYYY-MM and nothing else", () => {
  fc.assert(fc.property(anyMonth, (number) => assert.equal(parseMonth(monthAt(number)), monthAt(number))));
  for (
    const text of [
      "",
      "2023",
      "2023-1",
      "2023-13",
      "2023-00",
      "23-01",
      "2023-01-01",
      " 2023-01",
      "２０２３-01",
    ]
  ) {
    assert.throws(() => parseMonth(text), {
      name: "UsageError",
      message: `Cannot read month "${text}": expected YYYY-MM, such as 2023-01`,
    });
  }
});

Deno.test("parseMonths counts every month of a range once, across years", () => {
  const range = fc.tuple(anyMonth, fc.integer({ min: 0, max: 40 }))
    .filter(([first, more]) => first + more < 9999 * 12);
  fc.assert(fc.property(range, ([first, more]) => {
    const expected = Array.from({ length: more + 1 }, (_, i) => monthAt(first + i));
    assert.deepEqual(parseMonths(`${expected[0]}..${expected.at(-1)}`), expected);
    assert.equal(
      span(parseMonths(expected.join(","))),
      more === 0 ? expected[0] : `${expected[0]}..${expected.at(-1)}`,
    );
  }));
});

Deno.test("parseMonths ends at the last month that four digits can write", () => {
  assert.deepEqual(parseMonths("9999-11..9999-12"), ["9999-11", "9999-12"]);
});

Deno.test("parseMonths sorts a list and drops repeats", () => {
  assert.deepEqual(parseMonths("2023-03, 2022-12..2023-01,2023-03"), ["2022-12", "2023-01", "2023-03"]);
});

Deno.test("parseMonths refuses what is no list of months, in one sentence", () => {
  const faults: [string, RegExp][] = [
    [
      "2023-03..2023-01",
      /^Months "2023-03\.\.2023-01" run backwards: 2023-01 is before 2023-03, expected FIRST\.\.LAST$/,
    ],
    ["2023-01..", /^Cannot read month "": /],
    [
      "2023-01..2023-02..2023-03",
      /^Cannot read months "2023-01\.\.2023-02\.\.2023-03": expected FIRST\.\.LAST$/,
    ],
    ["2023-01,", /^Cannot read month "": /],
    ["January", /^Cannot read month "January": expected YYYY-MM, such as 2023-01$/],
  ];
  for (const [text, message] of faults) {
    assert.throws(() => parseMonths(text), { name: "UsageError", exit: 2, message }, text);
  }
  assert.throws(() => parseMonths("2023-03..2023-01"), { hint: "2023-01..2023-03" });
});

Deno.test("monthEnd is the start of the next month, after as many days as the calendar has", () => {
  fc.assert(fc.property(anyMonth.filter((number) => number < 9998 * 12), (number) => {
    const month = parseMonth(monthAt(number));
    assert.equal(monthEnd(month), monthStart(nextMonth(month)));
    assert.ok([28, 29, 30, 31].includes(daysInMonth(month)), `${month} has ${daysInMonth(month)} days`);
  }));
  assert.equal(monthStart(parseMonth("2023-01")), Date.UTC(2023, 0, 1) * 1000);
  assert.deepEqual(["2023-02", "2024-02", "2023-04"].map((text) => daysInMonth(parseMonth(text))), [
    28,
    29,
    30,
  ]);
});

Deno.test("span writes neighbouring months as a range and never spans a missing one", () => {
  assert.equal(span(parseMonths("2023-01")), "2023-01");
  assert.equal(span(parseMonths("2023-11..2024-02")), "2023-11..2024-02");
  assert.equal(span(parseMonths("2023-01,2023-03..2023-04,2023-12")), "2023-01,2023-03..2023-04,2023-12");
});

Deno.test("span is read back as the same months", () => {
  fc.assert(fc.property(fc.uniqueArray(anyMonth, { minLength: 1, maxLength: 8 }), (numbers) => {
    const months = parseMonths(numbers.map(monthAt).join(","));
    assert.deepEqual(parseMonths(span(months)), months);
  }));
});
