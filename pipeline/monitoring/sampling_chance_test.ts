import assert from "node:assert/strict";
import { seededRandom } from "../../lib/random.ts";
import { categoricalDistribution } from "./categorical_distribution.ts";
import { jensenShannon } from "./jensen_shannon.ts";
import { numericDistribution } from "./numeric_distribution.ts";
import { samplingChance } from "./sampling_chance.ts";

const random = seededRandom("sampling chance");
/** Zones as unequal as a city's: some with a tenth of the trips, most with hardly any. */
const zones = (rows: number) =>
  categoricalDistribution(Array.from({ length: rows }, () => `${Math.floor(250 * random() ** 3)}`));
const miles = (rows: number, scale = 1) =>
  numericDistribution(Array.from({ length: rows }, () => -scale * Math.log(1 - random())));

Deno.test("samplingChance finds samples of one distribution likely at every size, however far apart the distance calls them", () => {
  const month = zones(50_000), distances = miles(50_000);
  let unlikely = 0;
  for (const rows of [20, 100, 300, 1000, 5000]) {
    for (let round = 0; round < 20; round++) {
      if (samplingChance(month, zones(rows)) < 0.001) unlikely++;
      if (samplingChance(distances, miles(rows)) < 0.001) unlikely++;
    }
  }
  assert.ok(unlikely <= 2, `${unlikely} of 200 pairs of samples were found unlikely at 0.1 %`);
  assert.ok(
    jensenShannon(month, zones(300)) > 0.1,
    "300 rows were meant to be over Evidently's threshold by chance",
  );
});

Deno.test("samplingChance finds a real change unlikely in a few hundred rows", () => {
  assert.ok(samplingChance(miles(50_000), miles(200, 2)) < 1e-6);
  const shifted = categoricalDistribution(Array.from({ length: 300 }, () => `${Math.floor(250 * random())}`));
  assert.ok(samplingChance(zones(50_000), shifted) < 1e-6);
});

Deno.test("samplingChance is 1 where nothing can differ", () => {
  const one = categoricalDistribution(["a", "a"]);
  assert.equal(samplingChance(one, one), 1);
  assert.equal(samplingChance(numericDistribution([1, 2, 3]), numericDistribution([1, 2, 3])), 1);
});
