import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { TaxiError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { bitsOf, sampleTable } from "../../tests/sample_trips.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { REFERENCE_FEATURES } from "../features/feature_spec.ts";
import { type FittedFeatures, indexPairs, pairKey } from "../features/fitted_features.ts";
import { parseMonths } from "../trips/month.ts";
import type { LinearModel } from "./linear_model.ts";
import { decodeBundle, encodeBundle, type ModelBundle, readBundle } from "./model_bundle.ts";
import { createPredictor } from "./predictor.ts";

const PAIRS = Int32Array.of(pairKey(41, 42), pairKey(74, 75));

/** A bundle of the classic baseline with two pairs and the given numbers in all places. */
function bundleOf(
  numbers: readonly number[] = [12.5, -3.25, 3.25, 4.125, 2.5, 3.5, 1.375, 2.875],
): ModelBundle {
  const [intercept, first, second, slope, near, far, detour, meanDistance] = numbers;
  const features: FittedFeatures = {
    spec: REFERENCE_FEATURES,
    pairs: PAIRS,
    codeOfPair: indexPairs(PAIRS),
    pairDistance: Float64Array.of(near, far),
    detour,
    meanDistance,
  };
  const model: LinearModel = {
    kind: "linear",
    intercept,
    terms: [
      { kind: "categorical", name: "PU_DO", effects: Float64Array.of(first, second) },
      { kind: "numeric", name: "trip_distance", slope },
    ],
    bounds: null,
  };
  const dataset = {
    taxi: "green",
    months: parseMonths("2023-01"),
    sources: ["synthetic"],
    sha256: "0".repeat(64),
  } as const;
  return {
    model,
    features,
    profile: { name: "2023-03", columns: [] },
    dataset: { train: dataset, test: dataset },
    metrics: { mae: 3.5, mse: 36, rmse: 6, r2: 0.64 },
    createdAt: "2023-05-01T00:00:00.000Z",
    taxiVersion: "0.1.0",
  };
}

/** What decoding says, which must be one sentence of a TaxiError. */
function refusal(bytes: Uint8Array): string {
  try {
    decodeBundle(bytes, "m.taxi");
  } catch (error) {
    assert.ok(error instanceof TaxiError, `${error}`);
    assert.match(error.message, /^Cannot read model "m\.taxi": [^\n]*[^.\n]$/);
    return error.message;
  }
  assert.fail("a damaged model was read");
}

function withHeader(header: unknown, body = "{}\n"): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(header)}\n${body}`);
}

Deno.test("decodeBundle gives back what encodeBundle was given, and the hash of the bytes", () => {
  const bytes = encodeBundle(bundleOf());
  const { bundle, hash } = decodeBundle(bytes, "m.taxi");
  assert.deepEqual(bundle, bundleOf());
  assert.equal(hash, sha256(bytes));
});

/** What newer files hold besides. */
const BESIDES: Pick<ModelBundle, "interval" | "history"> = {
  interval: {
    level: 0.9,
    groups: [{
      of: ["known"],
      edges: [10],
      bins: [
        { rows: 120, lower: -3.5, upper: 4, coverage: 0.91 },
        { rows: 130, lower: -6, upper: 9, coverage: null },
      ],
      coverage: 0.91,
    }, {
      of: ["unseen_pair", "no_miles"],
      edges: [],
      bins: [{ rows: 110, lower: -8, upper: 16, coverage: 0.9 }],
      coverage: 0.9,
    }],
    coverage: 0.905,
  },
  history: {
    pairs: PAIRS,
    trips: Uint32Array.of(6, 2),
    minutes: Uint16Array.of(31, 42, 53, 64, 75),
    miles: Uint16Array.of(25),
  },
};

Deno.test("decodeBundle gives back intervals and history, and a predictor that tells them", () => {
  const loaded = decodeBundle(encodeBundle({ ...bundleOf(), ...BESIDES }), "m.taxi");
  assert.deepEqual(loaded.bundle, { ...bundleOf(), ...BESIDES });
  const { interval, pair } = createPredictor(loaded, "m", null);
  const trips = sampleTable([{ from: 41, to: 42 }, { from: 41, to: 42, miles: 0 }, { from: 41, to: 75 }]);
  assert.deepEqual([0, 1, 2].map((row) => interval(10, trips, row)), [
    { lower: 4, upper: 19, level: 0.9 },
    { lower: 2, upper: 26, level: 0.9 },
    { lower: 2, upper: 26, level: 0.9 },
  ]);
  assert.deepEqual([pair(41, 42)!.minutes!.p50, pair(74, 75)!.trips, pair(1, 1)!.trips], [5.3, 2, 0]);
});

Deno.test("decodeBundle reads a file without intervals and history, and a predictor that cannot tell them", () => {
  const { interval, pair, explain } = createPredictor(
    decodeBundle(encodeBundle(bundleOf()), "m.taxi"),
    "m",
    null,
  );
  const trips = sampleTable([{ from: 41, to: 42 }]);
  assert.deepEqual([interval(10, trips, 0), pair(41, 42)], [null, null]);
  assert.equal(explain(trips, 0).baseline, 12.5, "the intercept");
});

Deno.test("decodeBundle refuses intervals and history that were damaged before they were written", () => {
  for (
    const [part, sentence] of [["interval", /the intervals of this model/], [
      "history",
      /the pairs of this model/,
    ]] as const
  ) {
    const bytes = encodeBundle({
      ...bundleOf(),
      [part]: { level: 0.9, pairs: [], trips: [7], minutes: [], miles: [] },
    });
    assert.throws(() => decodeBundle(bytes, "m.taxi"), {
      name: "TaxiError",
      code: "corrupt_model",
      message: sentence,
    });
  }
});

Deno.test("decodeBundle gives a model that predicts the same bits, whatever its numbers", () => {
  // JSON has no −0; where it becomes 0, a sum with it is the same number
  const odd = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value === 0 ? 0 : value);
  const special = fc.constantFrom(5e-324, -5e-324, 2 ** -1022, Number.EPSILON, 0.1 + 0.2, 1e21, 2 ** 53 + 2);
  const numbers = fc.array(fc.oneof(odd, special), { minLength: 8, maxLength: 8 });
  const trips = sampleTable([
    { from: 41, to: 42, miles: 3.7 },
    { from: 74, to: 75, miles: 0 },
    { from: 74, to: 75, miles: NaN },
    { from: 132, to: 138, miles: 1 / 3 },
  ]);
  fc.assert(fc.property(numbers, (values) => {
    const bundle = bundleOf(values);
    const read = decodeBundle(encodeBundle(bundle), "m.taxi");
    assert.deepEqual(read.bundle, bundle);
    const [before, after] = [{ bundle, hash: "" }, read].map((loaded) => createPredictor(loaded, "m", null));
    assert.deepEqual(bitsOf(after.predict(trips)), bitsOf(before.predict(trips)));
  }));
});

Deno.test("decodeBundle refuses a file in which any byte was changed", () => {
  const bytes = encodeBundle(bundleOf());
  for (let at = 0; at < bytes.length; at++) {
    for (const bits of [0x01, 0x20, 0x80, 0xff]) {
      const damaged = bytes.slice();
      damaged[at] ^= bits;
      refusal(damaged);
    }
  }
});

Deno.test("decodeBundle refuses a file that is cut off anywhere, or goes on", () => {
  const bytes = encodeBundle(bundleOf());
  for (let length = 0; length < bytes.length; length++) refusal(bytes.subarray(0, length));
  assert.match(refusal(Uint8Array.from([...bytes, 0x0a])), /the file is damaged$/);
});

Deno.test("decodeBundle says what is wrong with a file", () => {
  const sentences: [Uint8Array, RegExp][] = [
    [withHeader({ format: "taxi-model", version: 2, sha256: "" }), /it has format version 2, expected 1$/],
    [
      withHeader({ format: "taxi-model", version: 1, sha256: "abc" }),
      /its checksum is [0-9a-f]{12}, expected abc: the file is damaged$/,
    ],
    [
      withHeader({ format: "mlflow", version: 1 }),
      /it does not begin as a model file, expected one made by taxi train$/,
    ],
    [withHeader(null), /it does not begin as a model file/],
    [withHeader("taxi-model"), /it does not begin as a model file/],
    [new TextEncoder().encode("PAR1 some trips PAR1"), /it does not begin as a model file/],
    [new Uint8Array(0), /it does not begin as a model file/],
    [new Uint8Array(10_000).fill(0x0a), /it does not begin as a model file/],
  ];
  for (const [bytes, sentence] of sentences) assert.match(refusal(bytes), sentence);
});

Deno.test("readBundle reads a model file, and says what is wrong with a path", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "m.taxi");
    await Deno.writeFile(path, encodeBundle(bundleOf()));
    assert.deepEqual((await readBundle(path)).bundle, bundleOf());
    const none = join(folder, "none.taxi");
    await assert.rejects(readBundle(none), {
      name: "UsageError",
      message: `Cannot find model "${none}": no such file`,
    });
    await assert.rejects(readBundle(folder), {
      name: "UsageError",
      message: `Cannot read model "${folder}": it is a folder, expected a model file`,
    });
    await Deno.writeTextFile(path, "PAR1");
    await assert.rejects(readBundle(path), {
      name: "TaxiError",
      code: "not_a_model",
      message: /^Cannot read model "m\.taxi": /,
    });
  });
});

Deno.test("createPredictor tells whose answers it gives", () => {
  const loaded = decodeBundle(encodeBundle(bundleOf()), "m.taxi");
  const { predict, name, version, kind, hash } = createPredictor(loaded, "taxi-duration", 3);
  assert.deepEqual({ name, version, kind, hash }, {
    name: "taxi-duration",
    version: 3,
    kind: "linear",
    hash: loaded.hash,
  });
  const trips = sampleTable([{ from: 41, to: 42, miles: 2 }, { from: 1, to: 2, miles: 2 }, {
    from: 1,
    to: 2,
    miles: NaN,
  }]);
  assert.deepEqual([...predict(trips)], [12.5 - 3.25 + 8.25, 12.5 + 8.25, 12.5 + 4.125 * 2.875]);
});
