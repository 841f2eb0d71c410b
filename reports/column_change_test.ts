import { equal } from "node:assert/strict";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import type { ColumnComparison } from "../pipeline/monitoring/monitoring_result.ts";
import { numericDistribution } from "../pipeline/monitoring/numeric_distribution.ts";
import { columnChange } from "./column_change.ts";
import { tableVocabulary, tripVocabulary } from "./vocabulary.ts";

const score = { kind: "distance", method: "wasserstein", value: 1, threshold: 0.1 } as const;
const spread = Array.from({ length: 101 }, (_, i) => i / 10);

function numbers(
  column: string,
  role: ColumnComparison["role"],
  unit: string,
  by: (value: number) => number,
) {
  const [reference, current] = [numericDistribution(spread), numericDistribution(spread.map(by))];
  return { column, role, unit, reference, current, score, drifted: true };
}

function levels(column: string, reference: string, current: string): ColumnComparison {
  const count = (text: string) => categoricalDistribution(text);
  return {
    column,
    role: "feature",
    unit: "",
    reference: count(reference),
    current: count(current),
    score,
    drifted: true,
  };
}

const words = tripVocabulary((_, level) => level === "J" ? "JFK Airport" : level);
const say = (column: ColumnComparison) => columnChange(column, words).sentence;

Deno.test("columnChange says numbers in their unit, before any statistic", () => {
  equal(say(numbers("duration", "target", "min", (x) => x + 1.8)), "Trips got 1.8 minutes longer");
  equal(say(numbers("prediction", "prediction", "min", (x) => x - 1)), "Predictions got 1 minute shorter");
  equal(
    say(numbers("trip_distance", "feature", "miles", (x) => x + 0.4)),
    "Trip distance moved: the typical trip is 0.4 miles longer",
  );
  equal(
    say(numbers("fare_amount", "feature", "", (x) => x + 2)),
    "Fare amount moved: the typical trip is 2 higher",
  );
});

Deno.test("columnChange says a wider spread where the middle stayed", () => {
  equal(
    say(numbers("trip_distance", "feature", "miles", (x) => 5 + (x - 5) * 2)),
    "Trip distance spread out: the middle half spans 10 miles instead of 5",
  );
});

Deno.test("columnChange says which category changed most, by its name", () => {
  equal(
    say(levels("PULocationID", "J" + "a".repeat(9), "JJ" + "a".repeat(8))),
    "Trips from JFK Airport doubled, from 10% to 20% of all",
  );
  equal(say(levels("DOLocationID", "aabbbbbbbb", "bbbbbbbbbb")), "Trips to a vanished: they were 20% of all");
  equal(
    say(levels("PU_DO", "abbbb", "JJJbb")),
    "Trips on JFK Airport are new: 60% of all; trips on b halved",
  );
  equal(
    say(levels("pickup_hour", "aabbb", "aaabb")),
    "Trips with pick-up hour a rose from 40% to 60% of all",
  );
});

Deno.test("columnChange gives the same for a table cell", () => {
  const { figure, measure } = columnChange(numbers("duration", "target", "min", (x) => x + 1.8), words);
  equal(figure, "+1.8\u202fmin");
  equal(measure, "median");
});

Deno.test("columnChange says that a window has no values", () => {
  equal(
    say({ ...numbers("ehail_fee", "feature", "", (x) => x), reference: numericDistribution([]) }),
    "Ehail fee has no values in reference",
  );
});

Deno.test("columnChange adds the largest other category that doubled or halved", () => {
  equal(
    say(levels("PULocationID", "aaaaaaabbJ", "aaabbbbbJJ")),
    "Trips from a fell from 70% to 30% of all; trips from JFK Airport doubled",
  );
});

Deno.test("columnChange speaks of values and rows where a table holds no trips", () => {
  const of = (column: ColumnComparison) => columnChange(column, tableVocabulary()).sentence;
  equal(of(numbers("x1", "feature", "", (x) => x + 0.4)), "x1 moved: the typical value is 0.4 higher");
  equal(
    of(numbers("y", "target", "min", (x) => x + 1.8)),
    "y moved: the typical value is 1.8 minutes longer",
  );
  equal(of(levels("Kind", "aabbb", "aaabb")), "Rows with Kind a rose from 40% to 60% of all");
});
