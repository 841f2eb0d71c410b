import { join } from "node:path";
import { withFileLock } from "../lib/file_lock.ts";
import { startProgress } from "../lib/progress.ts";
import { createOutput, type Output } from "../lib/output.ts";
import { UsageError } from "../lib/errors.ts";
import { type CleaningRule, cleaningRules, DEFAULT_MAX_DISTANCE } from "../pipeline/trips/cleaning_rules.ts";
import { ingestMonth, sumSummaries } from "../pipeline/trips/ingest_month.ts";
import { type Month, nextMonth, parseMonths, span } from "../pipeline/trips/month.ts";
import { openSource } from "../pipeline/trips/open_source.ts";
import { parseTaxiKind, type TaxiKind } from "../pipeline/trips/taxi_kind.ts";
import type { TripSource } from "../pipeline/trips/trip_source.ts";
import { type StoredMonth, TripStore } from "../pipeline/trips/trip_store.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, parseCount, TAXI_OPTION } from "./command.ts";
import { findHome, type Home } from "./home.ts";
import { ingestZoneFile, ingestZones } from "./ingest_zones.ts";

/** `taxi ingest`. */
export function ingestCommand() {
  return createCommand("ingest", "Fetch, check, clean and store months of trips.", {
    example: "taxi ingest --taxi green --months 2023-01..2023-03 --source synthetic",
  })
    .requiredOption(
      "--months <months>",
      "months to ingest: 2023-01, 2023-01..2023-03 or a list of both",
      parseMonths,
    )
    .option(...TAXI_OPTION)
    .option(
      "--source <source>",
      "tlc, synthetic, a folder, or an http(s) URL under which the months lie",
      "tlc",
    )
    .option(
      "--max-distance <miles>",
      `leave out longer trips; "none" for no rule on the distance (default: ${DEFAULT_MAX_DISTANCE} miles)`,
      parseMaxDistance,
    )
    .option(
      "--zones <file>",
      "draw maps by the zones' outlines in this file: GeoJSON or a zipped shapefile; the source's own unless told",
    )
    .option("--rows <count>", "rows of each synthetic month", parseCount)
    .option("--seed <text>", "seed of the synthetic city")
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (options) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home);
      const taxi = parseTaxiKind(options.taxi);
      if ((options.rows !== undefined || options.seed !== undefined) && options.source !== "synthetic") {
        throw new UsageError(
          `Cannot use --rows or --seed with --source ${options.source}: they are for the synthetic city`,
          "taxi ingest --source synthetic --months 2023-01 --rows 100000",
        );
      }
      const { rows, seed } = options;
      const source = openSource(options.source, { rawFolder: home.raw, rows, seed });
      const maxDistance = options.maxDistance === "none"
        ? undefined
        : options.maxDistance ?? DEFAULT_MAX_DISTANCE;
      if (options.zones !== undefined) {
        const outlines = await ingestZoneFile(home, options.zones);
        out.say(`Took the outlines of ${outlines} zones from ${options.zones}`);
      }
      const warn = (sentence: string) => out.say(sentence);
      const stored = await ingestMonths(home, { taxi, months: options.months, source, maxDistance, warn });
      showStored(out, stored);
      out.next(nextCommand(taxi, options.months, source) + homeWords(options.home));
      out.document({
        taxi,
        source: source.name,
        months: stored.map(({ month, sha256, rows }) => ({ month, sha256, rows })),
        rows: sumSummaries(stored.map(({ rows }) => rows)),
      });
    });
}

/** Training takes two months at least, the last one to test on. */
function nextCommand(taxi: TaxiKind, months: readonly Month[], source: TripSource): string {
  const [train, test] = [months.slice(0, -1), months.at(-1)!];
  return train.length === 0
    ? `taxi ingest --taxi ${taxi} --months ${nextMonth(test)} --source ${source.name}`
    : `taxi train --taxi ${taxi} --train ${span(train)} --test ${test}`;
}

/** What to ingest; `maxDistance` in miles, undefined for no rule; `warn` is told of what the ingest does not fail for. */
export interface IngestJob {
  readonly taxi: TaxiKind;
  readonly months: readonly Month[];
  readonly source: TripSource;
  readonly maxDistance: number | undefined;
  readonly warn?: (sentence: string) => void;
}

/**
 * Ingests months one after another; those that are done stay when a later one fails. A month that another process is ingesting
 * is waited for: each would replace the raw file and remove the stored one under the other's hands. Then the home gets the
 * source's outlines of zones, where it has none.
 */
export async function ingestMonths(
  home: Home,
  { taxi, months, source, maxDistance, warn = () => {} }: IngestJob,
): Promise<StoredMonth[]> {
  const store = new TripStore(home.trips);
  const rules = cleaningRules(months, maxDistance);
  const stored: StoredMonth[] = [];
  for (const month of months) {
    const lock = join(home.trips, taxi, `.${month}.lock`);
    stored.push(await withFileLock(lock, () => ingestOne(store, { taxi, month, source, rules })));
  }
  await ingestZones(home, source.name, warn);
  return stored;
}

async function ingestOne(
  store: TripStore,
  { taxi, month, source, rules }: {
    readonly taxi: TaxiKind;
    readonly month: Month;
    readonly source: TripSource;
    readonly rules: readonly CleaningRule[];
  },
): Promise<StoredMonth> {
  const progress = startProgress(`ingest ${taxi} ${month}`);
  try {
    const raw = await source.fetch(taxi, month, (part) => progress.update(part / 2));
    const onProgress = (done: number, total: number) => progress.update(0.5 + done / total / 2);
    return await ingestMonth(store, { taxi, month, raw, rules, now: new Date(), onProgress });
  } finally {
    progress.stop();
  }
}

/** A line for each month: rows read, kept, and rejected by each rule. */
export function showStored(out: Output, stored: readonly StoredMonth[]): void {
  const rules = Object.keys(stored[0].rules);
  const count = (value: number) => value.toLocaleString("en-US");
  out.table([
    ["month", "read", "kept", ...rules.map((rule) => `rejected by ${rule}`)],
    ...stored.map(({ month, rows }) => [
      month,
      count(rows.read),
      count(rows.kept),
      ...rules.map((rule) => count(rows.rejected[rule])),
    ]),
  ]);
}

function parseMaxDistance(text: string): number | "none" {
  if (text === "none") return text;
  const miles = Number(text);
  if (!(miles > 0) || !Number.isFinite(miles)) {
    throw new UsageError(`Cannot read --max-distance "${text}": expected miles above 0, or none`);
  }
  return miles;
}
