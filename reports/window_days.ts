import type { MonitoringResult, WindowSummary } from "../pipeline/monitoring/monitoring_result.ts";

const DAY = 86_400_000;

/**
 * How many days a window spans: whole days, as rows of a day are not there until it ends; NaN where it has no times or
 * spans less than a day, when rows a day would be no rate of that window.
 */
export function windowDays({ from, to }: WindowSummary): number {
  if (from === undefined || to === undefined) return NaN;
  const day = (iso: string) => Math.floor(Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`) / DAY);
  const days = day(to) - day(from) + 1;
  return days >= 2 ? days : NaN;
}

/**
 * The days of both windows, where rows a day can be compared: both are data of their own, with a hash. The newest
 * predictions of a log are a sample, whose days say how far back it reaches.
 */
export function comparableDays(
  { reference, current }: MonitoringResult,
): [before: number, now: number] | undefined {
  if (reference.hash === undefined || current.hash === undefined) return undefined;
  const days: [number, number] = [windowDays(reference), windowDays(current)];
  return days.every(Number.isFinite) ? days : undefined;
}
