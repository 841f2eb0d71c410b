import { formatChange, formatCount, formatPercent } from "../lib/format.ts";
import type { IntervalGroup } from "../pipeline/models/prediction_interval.ts";
import { TRIP_GROUPS, type TripGroup } from "../pipeline/models/trip_group.ts";
import { span } from "../pipeline/trips/month.ts";
import { markdownTable } from "./markdown_table.ts";
import type { ModelFacts } from "./model_facts.ts";

const GROUP_WORDS: Readonly<Record<TripGroup, string>> = {
  known: "a pair that training saw, with miles",
  no_miles: "a pair that training saw, without miles",
  unseen_pair: "a pair that training never saw",
};

/** What the intervals are to hold, what they held, and how wide they are. */
export function intervalSentences({ interval, data }: ModelFacts): string {
  if (interval === null) return "The model file holds no intervals: it is older, or had too few test trips.";
  const { level, groups, coverage } = interval;
  const measured = coverage === null
    ? "Its coverage is not told: the test trips were too few, or of too few days."
    : `Measured coverage: ${
      formatPercent(coverage)
    } of the test trips lie in theirs, where it was made of every other day and tried on the days between, and the other way round.`;
  return [
    `An interval around each prediction is to hold ${
      formatPercent(level)
    } of such trips. It is made of the errors of ` +
    `${
      span(data.test.months)
    }, by how much is known of the trip and how long the prediction is (split-conformal, both ` +
    `tails by themselves). ${measured}`,
    markdownTable([["trips of", "prediction", "trips", "from", "to", "held"], ...groups.flatMap(groupRows)]),
    "This holds for all trips of a row together, not for every pair of zones or hour, and only as long as the city stays " +
    "as it was then.",
  ].join("\n\n");
}

function groupRows({ of, edges, bins }: IntervalGroup): string[][] {
  return bins.map(({ rows, lower, upper, coverage }, at) => [
    at === 0 ? groupTitle(of) : "",
    binTitle(edges, at),
    formatCount(rows),
    formatChange(lower, "min"),
    formatChange(upper, "min"),
    coverage === null ? "not told" : formatPercent(coverage),
  ]);
}

function groupTitle(of: readonly TripGroup[]): string {
  if (of.length === TRIP_GROUPS.length) return "any trip";
  if (!of.includes("unseen_pair") && of.length === 2) {
    return "a pair that training saw, with or without miles";
  }
  return of.map((name) => GROUP_WORDS[name]).join(", or ");
}

function binTitle(edges: readonly number[], at: number): string {
  if (edges.length === 0) return "any";
  if (at === 0) return `under ${edges[0]} min`;
  return at === edges.length ? `${edges[at - 1]} min or more` : `${edges[at - 1]} to ${edges[at]} min`;
}
