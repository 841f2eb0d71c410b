import assert from "node:assert/strict";
import { TRIP_GROUPS } from "../pipeline/models/trip_group.ts";
import { parseMonths } from "../pipeline/trips/month.ts";
import { modelCard } from "./model_card.ts";
import type { ModelFacts } from "./model_facts.ts";

const [JANUARY, FEBRUARY, MARCH, APRIL] = parseMonths("2023-01..2023-04");

const LINEAR: ModelFacts = {
  name: "taxi-duration",
  version: 3,
  sha256: "ab".repeat(32),
  kind: "linear",
  reference_baseline: false,
  created: "2023-05-01T07:08:09.123Z",
  taxi_version: "0.1.0",
  data: {
    train: {
      taxi: "green",
      months: [JANUARY, FEBRUARY],
      sources: ["a.parquet", "b.parquet"],
      sha256: "1".repeat(64),
      trips: 131_577,
    },
    test: {
      taxi: "green",
      months: [MARCH, APRIL],
      sources: ["c", "d", "e"],
      sha256: "2".repeat(64),
      trips: 9000,
    },
  },
  metrics: { rows: 9000, me: -0.4, mae: 3.31, mape: 20, mse: 26, rmse: 5.09, r2: 0.72, max_error: 59 },
  months: [
    { month: MARCH, rows: 5000, mae: 3.2, rmse: 5, r2: 0.73 },
    { month: APRIL, rows: 4000, mae: 3.4, rmse: 5.2, r2: null },
  ],
  hours: [
    { label: "03", rows: 99, me: 0, mae: 9 },
    { label: "04", rows: 100, me: 0, mae: 5 },
    { label: "18", rows: 900, me: 0, mae: 2.5 },
  ],
  baseline: 13.5,
  bounds: [0.5, 60],
  features: [
    { type: "pair", name: "PU_DO", effects: [-22, 33] },
    { type: "zone", name: "DOLocationID", effects: [-16, 6.3] },
    { type: "imputed_distance", name: "trip_distance", slope: 2.72 },
    { type: "distance_missing", name: "distance_missing", slope: -1.9 },
  ],
  mean_distance: 2.8,
  interval: {
    level: 0.9,
    groups: [{
      of: ["known", "no_miles"],
      edges: [6, 12.5],
      bins: [
        { rows: 3000, lower: -4, upper: 3.5, coverage: 0.902 },
        { rows: 3000, lower: -5, upper: 6, coverage: 0.895 },
        { rows: 2800, lower: -9, upper: 12, coverage: null },
      ],
      coverage: 0.898,
    }, {
      of: ["unseen_pair"],
      edges: [],
      bins: [{ rows: 200, lower: -11, upper: 21, coverage: 0.92 }],
      coverage: 0.92,
    }],
    coverage: 0.899,
  },
  pairs: { seen: 8133, with_history: 2190 },
};

/** The card's lines, with the columns of tables one space apart. */
function lines(facts: ModelFacts): string[] {
  return modelCard(facts).replaceAll(/ +\|/g, " |").replaceAll("\u202f", " ").split("\n");
}

function assertHas(facts: ModelFacts, expected: readonly string[]): void {
  const found = lines(facts);
  for (const line of expected) assert.ok(found.includes(line), `${line} is not in:\n${found.join("\n")}`);
}

Deno.test("modelCard tells what it is, what it was made of and each month by itself", () => {
  assertHas(LINEAR, [
    "# taxi-duration version 3",
    "| kind | linear |",
    "| made | 2023-05-01 07:08 UTC by taxi 0.1.0 |",
    "| training | green 2023-01..2023-02 | 131,577 | a.parquet, b.parquet | `111111111111` |",
    "| test | green 2023-03..2023-04 | 9,000 | c and 2 more | `222222222222` |",
    "| 2023-03 | 5,000 | 3.2 min | 5 min | 0.73 |",
    "| 2023-04 | 4,000 | 3.4 min | 5.2 min | – |",
    "| 2023-03..2023-04 | 9,000 | 3.31 min | 5.09 min | 0.72 |",
    "On average its predictions are 0.4 min too short; the worst was 59 min off. By the hour of the pick-up the mean " +
    "absolute error is least at 18:00 (2.5 min) and greatest at 04:00 (5 min).",
  ]);
});

Deno.test("modelCard tells the interval's level and what it held, overall and by length", () => {
  assertHas(LINEAR, [
    "| a pair that training saw, with or without miles | under 6 min | 3,000 | −4 min | +3.5 min | 90.2% |",
    "| | 6 to 12.5 min | 3,000 | −5 min | +6 min | 89.5% |",
    "| | 12.5 min or more | 2,800 | −9 min | +12 min | not told |",
    "| a pair that training never saw | any | 200 | −11 min | +21 min | 92% |",
  ]);
  assert.match(
    modelCard(LINEAR),
    /is to hold 90% of such trips.*Measured coverage: 89\.9% of the test trips/,
  );
  const [{ bins }] = LINEAR.interval!.groups;
  const group = { of: TRIP_GROUPS, edges: [], bins: bins.slice(0, 1), coverage: null };
  const untold = { ...LINEAR, interval: { level: 0.9, groups: [group], coverage: null } };
  assertHas(untold, ["| any trip | any | 3,000 | −4 min | +3.5 min | 90.2% |"]);
  assert.match(modelCard(untold), /Its coverage is not told/);
});

Deno.test("modelCard tells each feature, the fallback and the limits of its kind", () => {
  assertHas(LINEAR, [
    "| `PU_DO` | both zones in their order; 8,133 pairs | −22 min to +33 min |",
    "| `DOLocationID` | the zone where it ends | −16 min to +6.3 min |",
    "| `trip_distance` | miles; those typical of the pair where they are 0 or not told | +2.72 min for each mile |",
    "| `distance_missing` | 1 where the miles are 0 or not told, else 0 | −1.9 min where it is 1 |",
    "- No answer is shorter than 0.5 min or longer than 60 min, the durations that training saw.",
  ]);
  const baseline = modelCard({ ...LINEAR, reference_baseline: true, bounds: null });
  assert.match(baseline, /\| linear, the field's classic baseline +\|/);
  assert.match(baseline, /Any other pair has no effect[^]*Nothing bounds its answers/);
  const mean = modelCard({ ...LINEAR, kind: "mean", features: [], bounds: null });
  assert.match(
    mean,
    /Nothing: it always answers 13\.5.min\.[^]*answers all pairs the same[^]*every trip gets the same/,
  );
  assert.doesNotMatch(mean, /bounds|unseen|taximeter/);
});

Deno.test("modelCard says what an older model file does not tell, and that a city was invented", () => {
  const { metrics: _, ...facts } = LINEAR;
  const { train, test } = LINEAR.data;
  const older = modelCard({
    ...facts,
    version: null,
    data: { train: { ...train, trips: null, sources: ["synthetic"] }, test: { ...test, trips: null } },
    months: [],
    hours: [],
    interval: null,
    pairs: null,
  });
  assert.match(older, /^# taxi-duration\n/);
  assert.match(older, /\| training +\| green 2023-01\.\.2023-02 \| not told \| synthetic/);
  assert.match(older, /## How well it does\n\nThe model file does not tell\./);
  assert.match(older, /The model file holds no intervals/);
  assert.match(older, /\*\*It learnt from an invented city\.\*\*/);
});
