import assert from "node:assert/strict";
import { pairKey } from "../features/fitted_features.ts";
import {
  decodeHistory,
  type EncodedHistory,
  encodeHistory,
  historyFinder,
  type HistoryTable,
} from "./pair_history.ts";

const TABLE: HistoryTable = {
  pairs: Int32Array.of(pairKey(1, 1), pairKey(74, 75), pairKey(265, 264)),
  trips: Uint32Array.of(7, 4, 1000),
  minutes: Uint16Array.of(31, 42, 53, 64, 75, 100, 110, 120, 130, 145),
  miles: Uint16Array.of(0, 25),
};

const FOUND = {
  few: { from: 74, to: 75, trips: 4, minutes: null, miles: null },
  none: { from: 1, to: 2, trips: 0, minutes: null, miles: null },
  noMiles: {
    from: 1,
    to: 1,
    trips: 7,
    minutes: { p10: 3.1, p25: 4.2, p50: 5.3, p75: 6.4, p90: 7.5 },
    miles: null,
  },
  many: {
    from: 265,
    to: 264,
    trips: 1000,
    minutes: { p10: 10, p25: 11, p50: 12, p75: 13, p90: 14.5 },
    miles: { p50: 2.5 },
  },
};

Deno.test("historyFinder finds every pair, and no trips of any other", () => {
  const pair = historyFinder(TABLE);
  assert.deepEqual([pair(74, 75), pair(1, 2), pair(1, 1), pair(265, 264)], [
    FOUND.few,
    FOUND.none,
    FOUND.noMiles,
    FOUND.many,
  ]);
  assert.equal(pair(265, 265).trips + pair(1, 265).trips + pair(75, 74).trips, 0);
});

Deno.test("decodeHistory gives back what encodeHistory was given", () => {
  const encoded = JSON.parse(JSON.stringify(encodeHistory(TABLE)));
  assert.deepEqual(encoded.pair_steps.slice(0, 2), [pairKey(1, 1), pairKey(74, 75) - pairKey(1, 1)]);
  assert.deepEqual(decodeHistory(encoded), TABLE);
  const none = { pair_steps: [], trips: [], minutes: [], miles: [] };
  assert.equal(historyFinder(decodeHistory(none))(1, 1).trips, 0);
});

Deno.test("decodeHistory refuses parts that do not fit together", () => {
  const encoded = encodeHistory(TABLE);
  const refused: readonly unknown[] = [
    null,
    "history",
    {},
    ...Object.keys(encoded).flatMap((field) => {
      const values = [...encoded[field as keyof EncodedHistory]];
      return [
        values.slice(1),
        [...values, 1],
        [-1, ...values.slice(1)],
        ["7", ...values.slice(1)],
        [0.5, ...values.slice(1)],
        undefined,
      ].map((damaged) => ({ ...encoded, [field]: damaged }));
    }),
    { ...encoded, pair_steps: [encoded.pair_steps[0], 0, 5] },
    { ...encoded, pair_steps: [encoded.pair_steps[0], 5, 266 * 266] },
    { ...encoded, trips: [7, 5, 1000] },
    { ...encoded, minutes: encoded.minutes.with(0, 70_000) },
  ];
  for (const damaged of refused) {
    assert.throws(
      () => decodeHistory(damaged),
      { name: "TaxiError", code: "corrupt_model", message: /^Cannot use the pairs of this model: [^\n]*$/ },
      JSON.stringify(damaged),
    );
  }
});
