import assert from "node:assert/strict";
import {
  decodeIntervals,
  intervalFinder,
  type IntervalGroup,
  type IntervalTable,
} from "./prediction_interval.ts";

const KNOWN: IntervalGroup = {
  of: ["known"],
  edges: [5, 12.5],
  bins: [
    { rows: 100, lower: -3, upper: 2, coverage: 0.91 },
    { rows: 120, lower: -4, upper: 6, coverage: null },
    { rows: 110, lower: -8, upper: 12, coverage: 0.89 },
  ],
  coverage: 0.9,
};

const TABLE: IntervalTable = {
  level: 0.9,
  groups: [KNOWN, {
    of: ["unseen_pair", "no_miles"],
    edges: [],
    bins: [{ rows: 100, lower: -4, upper: 6, coverage: null }],
    coverage: null,
  }],
  coverage: 0.9,
};

Deno.test("intervalFinder takes the bin of the prediction, and no negative duration", () => {
  const find = intervalFinder(TABLE);
  const ends = (minutes: number) => {
    const { lower, upper, level } = find(0, minutes);
    assert.equal(level, 0.9);
    return [lower, upper];
  };
  assert.deepEqual(ends(1), [0, 3]);
  assert.deepEqual(ends(4.5), [1.5, 6.5]);
  assert.deepEqual(ends(5), [1, 11]); // an edge belongs to the bin above
  assert.deepEqual(ends(12.25), [8.25, 18.25]);
  assert.deepEqual(ends(12.5), [4.5, 24.5]);
  assert.deepEqual(ends(1e6), [1e6 - 8, 1e6 + 12]);
  assert.deepEqual(ends(-20), [0, 0]);
});

Deno.test("intervalFinder takes the group of the trip", () => {
  const find = intervalFinder(TABLE);
  for (const group of [1, 2]) assert.deepEqual(find(group, 7), { lower: 3, upper: 13, level: 0.9 });
});

Deno.test("decodeIntervals gives back a table that was JSON, and refuses any other", () => {
  assert.deepEqual(decodeIntervals(JSON.parse(JSON.stringify(TABLE))), TABLE);
  const [first, ...others] = KNOWN.bins;
  const withGroup = (change: object) => ({ ...TABLE, groups: [{ ...KNOWN, ...change }, TABLE.groups[1]] });
  const withBin = (change: object) => withGroup({ bins: [{ ...first, ...change }, ...others] });
  const refused = [
    null,
    7,
    {},
    { ...TABLE, level: "0.9" },
    { ...TABLE, level: 2 },
    { ...TABLE, coverage: undefined },
    { ...TABLE, groups: {} },
    { ...TABLE, groups: [] },
    { ...TABLE, groups: [KNOWN] },
    { ...TABLE, groups: [...TABLE.groups, KNOWN] },
    { ...TABLE, groups: [null, TABLE.groups[1]] },
    withGroup({ of: ["strange"] }),
    withGroup({ of: "known" }),
    withGroup({ edges: [5] }),
    withGroup({ edges: [12.5, 5] }),
    withGroup({ edges: [5, null] }),
    withGroup({ bins: others }),
    withGroup({ bins: [null, ...others] }),
    withGroup({ coverage: undefined }),
    withBin({ rows: 1.5 }),
    withBin({ lower: null }),
    withBin({ upper: -4 }),
    withBin({ coverage: -0.1 }),
  ];
  for (const damaged of refused) {
    assert.throws(
      () => decodeIntervals(damaged),
      {
        name: "TaxiError",
        code: "corrupt_model",
        message: /^Cannot use the intervals of this model: [^\n]*$/,
      },
      JSON.stringify(damaged),
    );
  }
});
