import assert from "node:assert/strict";
import fc from "fast-check";
import { pairKey } from "../features/fitted_features.ts";
import { shrinkPairEffects, type ShrunkEffects } from "./pair_shrinkage.ts";

/** A pair of zones, its own mean and its trips. */
interface Pair {
  readonly from: number;
  readonly to: number;
  readonly effect: number;
  readonly trips: number;
  /** Typical miles; 0 unless told. */
  readonly miles?: number;
}

function shrink(pairs: readonly Pair[], residual: number): ShrunkEffects {
  return shrinkPairEffects({
    pairs: Int32Array.from(pairs, ({ from, to }) => pairKey(from, to)),
    distance: Float64Array.from(pairs, ({ miles = 0 }) => miles),
    effects: Float64Array.from(pairs, ({ effect }) => effect),
    trips: Float64Array.from(pairs, ({ trips }) => trips),
    residual,
  });
}

/** What zones and miles alone suggest for a pair. */
function suggestion(
  { intercept, slope, pickup, dropoff }: ShrunkEffects,
  { from, to, miles = 0 }: Omit<Pair, "effect" | "trips">,
): number {
  return intercept + slope * miles + pickup[from] + dropoff[to];
}

const somePairs = fc.uniqueArray(
  fc.record({
    from: fc.constantFrom(0, 7, 41, 74, 132, 265),
    to: fc.constantFrom(0, 7, 42, 75, 138, 265),
    effect: fc.double({ min: -20, max: 60, noNaN: true }),
    trips: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5000 })),
    miles: fc.integer({ min: 0, max: 30 }),
  }),
  { selector: ({ from, to }) => `${from} ${to}`, minLength: 1, maxLength: 30 },
);

const someResidual = fc.double({ min: 0, max: 100, noNaN: true });

Deno.test("shrinkPairEffects leaves every pair between its own mean and what its zones suggest", () => {
  fc.assert(fc.property(somePairs, someResidual, (pairs, residual) => {
    const shrunk = shrink(pairs, residual);
    pairs.forEach((pair, code) => {
      const zones = suggestion(shrunk, pair);
      const answer = zones + shrunk.pair[code];
      const [low, high] = [Math.min(zones, pair.effect), Math.max(zones, pair.effect)];
      assert.ok(answer >= low - 1e-9 && answer <= high + 1e-9, `${answer} is not in ${low}..${high}`);
    });
  }));
});

Deno.test("shrinkPairEffects moves a pair less the more trips it has", () => {
  fc.assert(fc.property(somePairs, someResidual, (pairs, residual) => {
    const shrunk = shrink(pairs, residual);
    const rests = pairs.map((pair) => pair.effect - suggestion(shrunk, pair));
    const kept = pairs.map(({ trips }, code) => ({ trips, share: shrunk.pair[code] / rests[code] }))
      .filter((_, code) => Math.abs(rests[code]) > 1e-6) // below, digits decide the share
      .sort((a, b) => a.trips - b.trips);
    kept.forEach(({ share }, i) =>
      assert.ok(i === 0 || share >= kept[i - 1].share - 1e-6, `${share} after ${kept[i - 1]?.share}`)
    );
  }));
});

/** A city whose pairs differ by more than their zones explain; `more` changes the first pair. */
function city(more: Partial<Pair>): Pair[] {
  const zones = [1, 2, 3, 4, 5, 6];
  const pairs = zones.flatMap((from) =>
    zones.map((to) => ({
      from,
      to,
      effect: 10 + 2 * from - to + ((from * 7 + to * 5) % 6 - 2.5),
      trips: 200,
    }))
  );
  return [{ ...pairs[0], ...more }, ...pairs.slice(1)];
}

Deno.test("shrinkPairEffects lets a pair with one trip follow its zones, and one with thousands its own mean", () => {
  const follows = (trips: number) => {
    const pairs = city({ effect: 50, trips });
    const shrunk = shrink(pairs, 36);
    const zones = suggestion(shrunk, pairs[0]);
    return shrunk.pair[0] / (50 - zones);
  };
  assert.ok(follows(1) < 0.5, `one trip keeps ${follows(1)}`);
  assert.ok(follows(100_000) > 0.999, `100,000 trips keep ${follows(100_000)}`);
});

Deno.test("shrinkPairEffects finds the effects of zones that add up, and leaves the pairs nothing", () => {
  const pairs = [1, 2, 3, 4, 5].flatMap((from) =>
    [1, 2, 3, 4, 5].map((to) => ({ from, to, effect: 12 + 3 * (from - 3) - 2 * (to - 3), trips: 1000 }))
  );
  const shrunk = shrink(pairs, 1e-6);
  for (const [code, pair] of pairs.entries()) {
    assert.ok(Math.abs(suggestion(shrunk, pair) - pair.effect) < 1e-3);
    assert.ok(Math.abs(shrunk.pair[code]) < 1e-3);
  }
  assert.ok(Math.abs(shrunk.intercept - 12) < 1e-3);
});

Deno.test("shrinkPairEffects does not take a zone at the word of one trip", () => {
  const rare = { from: 9, to: 3, effect: 60, trips: 1 };
  const shrunk = shrink([...city({}), rare], 36);
  const apart = rare.effect - shrunk.intercept - shrunk.dropoff[3];
  assert.ok(shrunk.pickup[9] > 0 && shrunk.pickup[9] < 0.6 * apart, `${shrunk.pickup[9]} of ${apart}`);
});

Deno.test("shrinkPairEffects says nothing of zones that it has not seen", () => {
  const { pickup, dropoff } = shrink(city({}), 36);
  for (const zone of [0, 7, 132, 265]) assert.deepEqual([pickup[zone], dropoff[zone]], [0, 0]);
});

Deno.test("shrinkPairEffects tells the way between zones from the zones, so that an unseen pair gets it too", () => {
  const zones = [1, 2, 3, 4, 5, 6, 7, 8];
  const way = (from: number, to: number) => Math.abs(from - to) + (from * 3 + to * 5) % 4;
  const all = zones.flatMap((from) =>
    zones.map((to) => ({
      from,
      to,
      trips: 500,
      miles: way(from, to),
      effect: 6 + 2.5 * way(from, to) + from - to,
    }))
  );
  const unseen = all.find(({ from, to }) => from === 2 && to === 7)!;
  const shrunk = shrink(all.filter((pair) => pair !== unseen), 1e-6);
  assert.ok(Math.abs(shrunk.slope - 2.5) < 0.01, `slope ${shrunk.slope}`);
  assert.ok(
    Math.abs(suggestion(shrunk, unseen) - unseen.effect) < 0.05,
    `${suggestion(shrunk, unseen)} of ${unseen.effect}`,
  );
});

Deno.test("shrinkPairEffects changes nothing that it is given", () => {
  const given = {
    pairs: Int32Array.of(1, 300),
    distance: Float64Array.of(2, 3),
    effects: Float64Array.of(5, 9),
    trips: Float64Array.of(1, 4),
    residual: 2,
  };
  const before = structuredClone(given);
  shrinkPairEffects(given);
  assert.deepEqual(given, before);
});
