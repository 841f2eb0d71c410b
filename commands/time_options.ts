import { UsageError } from "../lib/errors.ts";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `30m`, `12h`, `90d` or `2w`. @throws UsageError */
export function parseSpan(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([mhdw])$/i.exec(text) ?? [];
  const span = Math.round(Number(number) * UNITS[unit?.toLowerCase()]);
  if (Number.isSafeInteger(span) && span > 0) return span;
  throw new UsageError(`Cannot read "${text}": expected a time such as 30m, 12h, 90d or 2w`);
}

/** Milliseconds since 1970-01-01 UTC of `2026-01-31` or `2026-01-31T08:30`. @throws UsageError */
export function parseTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(text)
    ? Date.parse(`${text}T00:00Z`)
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?$/.test(text)
    ? Date.parse(`${text.replace(/Z$/, "")}Z`)
    : NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `Cannot read "${text}": expected a time in UTC such as 2026-01-31 or 2026-01-31T08:30`,
  );
}
