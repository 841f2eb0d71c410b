import { UsageError } from "../../lib/errors.ts";

/** A calendar month, `YYYY-MM`: the unit in which TLC publishes and `taxi` stores trips. */
export type Month = string & { readonly __brand: "Month" };

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
const MICROSECONDS = 1000;

/**
 * Checks what a person typed as one month.
 *
 * @throws UsageError when `text` is not `YYYY-MM`
 */
export function parseMonth(text: string): Month {
  if (!MONTH.test(text)) {
    throw new UsageError(`Cannot read month "${text}": expected YYYY-MM, such as 2023-01`);
  }
  return text as Month;
}

/**
 * Reads `2023-01`, `2023-01..2023-03` or a comma-separated list of both, in calendar order without repeats.
 *
 * @throws UsageError when a month is malformed or a range ends before it starts
 */
export function parseMonths(text: string): Month[] {
  const months = new Set<Month>();
  for (const part of text.split(",")) {
    const [first, last = first, ...rest] = part.trim().split("..");
    if (rest.length > 0) throw new UsageError(`Cannot read months "${part}": expected FIRST..LAST`);
    const [from, to] = [parseMonth(first), parseMonth(last)];
    if (from > to) {
      throw new UsageError(
        `Months "${part}" run backwards: ${to} is before ${from}, expected FIRST..LAST`,
        `${to}..${from}`,
      );
    }
    for (let month = from; month !== to; month = nextMonth(month)) months.add(month);
    months.add(to);
  }
  return [...months].sort();
}

/** The month after. */
export function nextMonth(month: Month): Month {
  const [year, number] = month.split("-").map(Number);
  const digits = (value: number, width: number) => String(value).padStart(width, "0");
  return (number === 12
    ? `${digits(year + 1, 4)}-01`
    : `${digits(year, 4)}-${digits(number + 1, 2)}`) as Month;
}

/** First microsecond of the month, on New York's wall clock written as if it were UTC. */
export function monthStart(month: Month): number {
  return Date.parse(`${month}-01T00:00:00Z`) * MICROSECONDS;
}

/** First microsecond after the month. */
export function monthEnd(month: Month): number {
  return monthStart(nextMonth(month));
}

/** Days in the month. */
export function daysInMonth(month: Month): number {
  return (monthEnd(month) - monthStart(month)) / (86_400_000 * MICROSECONDS);
}

/** Months in calendar order as people write them: `2023-01..2023-03`, and `2023-01,2023-03` where one between is missing. */
export function span(months: readonly Month[]): string {
  const ranges: [first: Month, last: Month][] = [];
  for (const month of months) {
    const range = ranges.at(-1);
    if (range && nextMonth(range[1]) === month) range[1] = month;
    else ranges.push([month, month]);
  }
  return ranges.map(([first, last]) => first === last ? first : `${first}..${last}`).join(",");
}
