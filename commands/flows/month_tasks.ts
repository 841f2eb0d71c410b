import { TaxiError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { statFile } from "../../lib/stat_file.ts";
import { task } from "../../pipeline/flows/task.ts";
import { cleaningRules, DEFAULT_MAX_DISTANCE } from "../../pipeline/trips/cleaning_rules.ts";
import { daysInMonth, type Month, monthEnd, monthStart, parseMonth } from "../../pipeline/trips/month.ts";
import { openSource } from "../../pipeline/trips/open_source.ts";
import { parseTaxiKind, type TaxiKind } from "../../pipeline/trips/taxi_kind.ts";
import type { RawMonth } from "../../pipeline/trips/trip_source.ts";
import { type StoredMonth, TripStore } from "../../pipeline/trips/trip_store.ts";
import type { Home } from "../home.ts";
import { ingestMonths } from "../ingest.ts";
import type { FlowHome } from "./flow_home.ts";

/** Which months of whom. */
export type MonthsOf = { readonly taxi: string; readonly source: string };

/** A month that is in the store, as tasks tell each other of it. */
export type IngestedMonth = {
  readonly month: string;
  /** Of its cleaned rows. */
  readonly sha256: string;
  readonly rows: { readonly read: number; readonly kept: number };
  /** First and last pick-up, microseconds on New York's clock. */
  readonly pickups: readonly [first: number, last: number];
};

/** What every month must keep to before anything is learnt from it. */
export const DATA_CONTRACT = {
  /** Cleaned rows. */
  leastRows: 1000,
  /** Of the raw rows. */
  mostRejected: 0.25,
  /** Of the days of the month, between the first and the last pick-up. */
  leastCovered: 0.9,
} as const;

/** A source may be months behind. */
const LOOK_BACK_MONTHS = 6;
/** A source may be down, or its connection break; a month that it has not stays missing for longer than anybody waits. */
const RETRY = {
  ...{ retries: 3, delay: 5000, factor: 4, longest: 300_000 },
  passing: (error: unknown) => error instanceof TaxiError && error.code === "download",
};
const DAY_MICROSECONDS = 86_400e6;

/** Finds the newest month that is over at a moment and that the source has. */
export function findNewestMonth({ home }: FlowHome) {
  return task<MonthsOf & { readonly before: number }, string>(
    "find_month",
    async (input, { signal, log }) => {
      const source = openSource(input.source, { rawFolder: home.raw });
      const taxi = parseTaxiKind(input.taxi);
      let month = monthOf(input.before);
      for (let tried = 0; tried < LOOK_BACK_MONTHS; tried++) {
        signal.throwIfAborted();
        month = monthBefore(month);
        try {
          await source.fetch(taxi, month);
          return month;
        } catch (error) {
          if (!(error instanceof TaxiError) || error.code !== "no_such_month") throw error;
          log(`${month} is not published yet`);
        }
      }
      throw new TaxiError(
        `Cannot find a month of ${taxi} taxis in ${source.name}: none of the ${LOOK_BACK_MONTHS} before ${
          monthOf(input.before)
        } is there`,
        { code: "no_such_month" },
      );
    },
    { retry: RETRY, timeout: 1_800_000, reads: true },
  );
}

/**
 * Ingests a month; one that is in the store as the source has it, cleaned by the rules of today, is left as it is.
 *
 * @param limit so many months at once, on the whole home
 */
export function ingestMonth({ home }: FlowHome, limit = 2) {
  return task<MonthsOf & { readonly month: string }, IngestedMonth>(
    "ingest",
    async (input, { log, link }) => {
      const source = openSource(input.source, { rawFolder: home.raw });
      const taxi = parseTaxiKind(input.taxi), month = parseMonth(input.month);
      const kept = await findFresh(home, taxi, month, await source.fetch(taxi, month));
      const ingest = () =>
        ingestMonths(home, { taxi, months: [month], source, maxDistance: DEFAULT_MAX_DISTANCE, warn: log });
      const { sha256, rows, pickups } = kept ?? (await ingest())[0];
      link("dataset", `${taxi} ${month}`);
      log(`${rows.kept} of ${rows.read} trips are clean${kept ? ", as they were" : ""}`);
      return { month, sha256, rows: { read: rows.read, kept: rows.kept }, pickups };
    },
    { retry: RETRY, timeout: 3_600_000, concurrency: { key: `ingest ${limit}`, limit } },
  );
}

/** The month as it is stored, where a new ingest would come to the same. */
async function findFresh(
  home: Home,
  taxi: TaxiKind,
  month: Month,
  raw: RawMonth,
): Promise<StoredMonth | undefined> {
  const store = new TripStore(home.trips);
  if (!(await store.months(taxi)).includes(month)) return undefined;
  const stored = await store.find(taxi, month);
  if (!hasRulesOfToday(stored) || !(await statFile(store.path(stored)))?.isFile) return undefined;
  return stored.rawSha256 === await sha256OfFile(raw.path) ? stored : undefined;
}

/** Whether a stored month was cleaned as one would be today. */
export function hasRulesOfToday({ month, rules }: StoredMonth): boolean {
  const today = cleaningRules([month], DEFAULT_MAX_DISTANCE).map(({ name, keeps }) => [name, keeps]);
  return JSON.stringify(Object.entries(rules)) === JSON.stringify(today);
}

/** Holds a month against {@linkcode DATA_CONTRACT}. */
export const checkContract = task<IngestedMonth, null>("check_contract", ({ month, rows, pickups }) => {
  const { leastRows, mostRejected, leastCovered } = DATA_CONTRACT;
  const [start, end] = [monthStart(month as Month), monthEnd(month as Month)];
  const rejected = 1 - rows.kept / rows.read;
  const covered = (Math.min(pickups[1], end) - Math.max(pickups[0], start)) / DAY_MICROSECONDS /
    daysInMonth(month as Month);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (rows.kept < leastRows) throw broken(month, `${rows.kept} clean trips`, `${leastRows} or more`);
  if (rejected > mostRejected) {
    throw broken(
      month,
      `${percent(rejected)} of the trips were rejected`,
      `at most ${percent(mostRejected)}`,
    );
  }
  if (covered < leastCovered) {
    throw broken(month, `trips on ${percent(covered)} of its days`, `${percent(leastCovered)} or more`);
  }
  return Promise.resolve(null);
});

function broken(month: string, found: string, expected: string): TaxiError {
  return new TaxiError(`Month ${month} breaks the data contract: found ${found}, expected ${expected}`, {
    code: "data_contract",
  });
}

/** The month of a moment, UTC. @param time milliseconds since 1970-01-01 UTC */
export function monthOf(time: number): Month {
  return new Date(time).toISOString().slice(0, 7) as Month;
}

/** The month before. */
export function monthBefore(month: Month): Month {
  return monthOf(monthStart(month) / 1000 - 1);
}

/** So many months before one, in order. */
export function monthsBefore(month: Month, count: number): Month[] {
  const months: Month[] = [];
  for (let one = monthBefore(month); months.length < count; one = monthBefore(one)) months.unshift(one);
  return months;
}
