import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import type { NumericDistribution } from "./distribution.ts";
import { jensenShannon } from "./jensen_shannon.ts";
import { greatestDistance } from "./ks.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { decodeProfile, encodeProfile } from "./reference_profile.ts";
import { sketchDistribution } from "./sketch_distribution.ts";
import { wasserstein } from "./wasserstein.ts";

/** Skewed, with heavy values among the others, as miles and minutes are. */
const values = fc.array(
  fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map((u) => -10 * Math.log(1 - u * 0.9999)),
    fc.constantFrom(0, 2.5, 7),
  ),
  { minLength: 100, maxLength: 500 },
);

const deviation = ({ values, counts, rows }: NumericDistribution) => {
  const mean = values.reduce((sum, value, i) => sum + value * counts[i], 0) / rows;
  return Math.sqrt(values.reduce((sum, value, i) => sum + (value - mean) ** 2 * counts[i], 0) / rows);
};

const area = (reference: NumericDistribution, current: NumericDistribution) =>
  wasserstein(reference, current) * Math.max(deviation(reference), 0.001);

Deno.test("scores from a sketch differ from those of the exact window by no more than the stated bounds", () => {
  fc.assert(fc.property(values, values, fc.integer({ min: 32, max: 120 }), (before, after, points) => {
    const exact = numericDistribution(before), current = numericDistribution(after);
    const sketch = sketchDistribution(exact, points);
    const heaviest = 1 / Math.floor((points - 3) / 2);
    const apart = Math.abs(greatestDistance(exact, current) - greatestDistance(sketch, current));
    assert.ok(apart <= heaviest + 1e-12, `K-S distances differ by ${apart}, bound ${heaviest}`);
    const range = exact.values.at(-1)! - exact.values[0];
    const moved = Math.abs(area(exact, current) - area(sketch, current));
    assert.ok(
      moved <= heaviest / 2 * range + 1e-9,
      `areas differ by ${moved}, bound ${heaviest / 2 * range}`,
    );
    assert.ok(deviation(sketch) <= deviation(exact) * (1 + 1e-12));
  }));
});

Deno.test("scores from a profile of a month of trips are those of its window to a hundredth of the thresholds", () => {
  const random = seededRandom("trips");
  const trips = (rows: number, stretch: number) =>
    numericDistribution(
      Float64Array.from({ length: rows }, () => Math.round(-1500 * stretch * Math.log(1 - random())) / 100),
    );
  const zones = (rows: number) =>
    categoricalDistribution(Array.from({ length: rows }, () => String(Math.floor(265 * random() ** 3))));
  const [miles, pickup] = [trips(60_000, 1), zones(60_000)];
  const column = { role: "feature" as const, unit: "" };
  const profile = decodeProfile(JSON.parse(JSON.stringify(encodeProfile({
    name: "month",
    rows: 60_000,
    columns: [{ ...column, name: "miles", distribution: miles }, {
      ...column,
      name: "zone",
      distribution: pickup,
    }],
  }))));
  const [kept, exact] = profile.columns.map(({ distribution }) => distribution);
  assert.ok(kept.kind === "numeric" && kept.values.length <= 1000 && miles.values.length > 2000);
  for (const stretch of [1, 1.02, 1.1, 2]) {
    const current = trips(10_000, stretch);
    assert.ok(Math.abs(wasserstein(kept, current) - wasserstein(miles, current)) < 0.001);
    assert.ok(Math.abs(greatestDistance(kept, current) - greatestDistance(miles, current)) < 0.001);
  }
  const other = zones(10_000);
  assert.ok(exact.kind === "categorical");
  assert.equal(jensenShannon(exact, other), jensenShannon(pickup, other), "categories are exact");
});
