import assert from "node:assert/strict";
import fc from "fast-check";
import { weightedChoice } from "./weighted_choice.ts";

const weight = fc.integer({ min: 1, max: 100 });
const keys = fc.array(fc.string(), { minLength: 1, maxLength: 50 });

function split(weights: Readonly<Record<string, number>>): (key: string) => string {
  const choose = weightedChoice(Object.entries(weights).map(([name, weight]) => ({ name, weight })));
  return (key) => choose(key).name;
}

Deno.test("weightedChoice gives a key to the same choice in every process and version", () => {
  const choose = split({ champion: 90, challenger: 10 });
  const chosen = Array.from({ length: 40 }, (_, n) => choose(`rider-${n}`) === "challenger" ? n : -1);
  assert.deepEqual(chosen.filter((n) => n >= 0), [13, 19, 24, 27, 35, 39]);
});

Deno.test("weightedChoice does not heed the order of the choices, nor a common factor of the weights", () => {
  fc.assert(fc.property(weight, weight, weight, weight, keys, (a, b, c, factor, keys) => {
    const choose = split({ a, b, c });
    for (const other of [split({ c, a, b }), split({ a: a * factor, b: b * factor, c: c * factor })]) {
      for (const key of keys) assert.equal(other(key), choose(key));
    }
  }));
});

Deno.test("weightedChoice moves keys only to the choice whose weight grows", () => {
  fc.assert(fc.property(weight, weight, weight, weight, keys, (a, b, c, more, keys) => {
    const before = split({ a, b, c }), after = split({ a, b: b + more, c });
    for (const key of keys) if (before(key) !== after(key)) assert.equal(after(key), "b");
  }));
});

Deno.test("weightedChoice moves keys from the one to the other only when percentages shift", () => {
  const percent = fc.integer({ min: 0, max: 99 });
  fc.assert(fc.property(percent, fc.integer({ min: 1, max: 100 }), keys, (was, more, keys) => {
    const now = Math.min(100, was + more);
    const before = split({ champion: 100 - was, challenger: was });
    const after = split({ champion: 100 - now, challenger: now });
    for (const key of keys) if (before(key) === "challenger") assert.equal(after(key), "challenger");
  }));
});

Deno.test("weightedChoice gives each choice its share of whatever keys", () => {
  const COUNT = 20_000;
  const SPLITS: Record<string, number>[] = [{ a: 90, b: 10 }, { a: 1, b: 1 }, { a: 70, b: 20, c: 10 }];
  const kinds: Readonly<Record<string, (n: number) => string>> = {
    numbers: (n) => String(n),
    addresses: (n) => `10.0.${n >> 8}.${n & 255}`,
    "long names": (n) => `${"rider of the city ".repeat(5)}${n}`,
    "times of a second": (n) => new Date(1_740_000_000_000 + n).toISOString(),
  };
  for (const [kind, key] of Object.entries(kinds)) {
    for (const weights of SPLITS) {
      const total = Object.values(weights).reduce((sum, weight) => sum + weight);
      const choose = split(weights);
      const counts = new Map<string, number>();
      for (let n = 0; n < COUNT; n++) {
        const name = choose(key(n));
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      for (const [name, weight] of Object.entries(weights)) {
        const share = weight / total, expected = share * COUNT;
        const deviation = Math.abs((counts.get(name) ?? 0) - expected) /
          Math.sqrt(COUNT * share * (1 - share));
        assert.ok(deviation < 4.5, `${kind}, ${JSON.stringify(weights)}: ${name} is ${deviation} sigma off`);
      }
    }
  }
});

Deno.test("weightedChoice gives nothing to a weight of 0, and refuses a split of nothing", () => {
  const choose = split({ champion: 0, challenger: 1 });
  fc.assert(fc.property(fc.string(), (key) => choose(key) === "challenger"));
  assert.throws(() => split({ champion: 0 }), RangeError);
  assert.throws(() => split({}), RangeError);
});
