import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose } from "../../tests/evidently_golden.ts";
import { NumberBands } from "./number_bands.ts";

Deno.test("NumberBands cuts numbers into ten bands of about as many rows", () => {
  const values = Float64Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000 / 100);
  const { segments } = bandsOf(values, values.map((value) => value < 50 ? 1 : -3)).finish();
  assert.equal(segments.length, 10);
  for (const { rows, label } of segments) assert.ok(rows > 700 && rows < 1300, `${label}: ${rows} rows`);
  assert.equal(segments[0].mae, 1);
  assert.equal(segments[9].me, -3);
  assert.match(segments[9].label, /^(89|9\d)(\.\d+)? or more$/);
});

Deno.test("NumberBands has a band for each of few numbers, negative ones and 0 among them", () => {
  const values = Float64Array.of(-2, -2, 0, 0, 5, 5, NaN);
  const { segments } = bandsOf(values, Float64Array.of(1, 1, 2, 2, 3, NaN, 9)).finish();
  assert.deepEqual(segments.map(({ label, rows, mae }) => [label, rows, mae]), [
    ["under 0", 2, 1],
    ["0 to 4", 2, 2],
    ["5 or more", 1, 3],
  ]);
});

Deno.test("NumberBands names bands of negative whole numbers by the numbers in them", () => {
  const values = Float64Array.of(-70, -70, -6, -6, -5, -5, 3, 3);
  const { segments } = bandsOf(values, new Float64Array(8)).finish();
  assert.deepEqual(segments.map(({ label, rows }) => [label, rows]), [
    ["under -6", 2],
    ["-6", 2],
    ["-5 to 2", 2],
    ["3 or more", 2],
  ]);
});

Deno.test("NumberBands takes what no bucket can hold: infinities, tiny and huge numbers, and no row at all", () => {
  const values = Float64Array.of(-Infinity, -1e300, -1e-300, 1e-300, 1e300, Infinity);
  const { segments } = bandsOf(values, values.map((_, i) => i)).finish();
  assert.equal(segments.reduce((rows, segment) => rows + segment.rows, 0), 6);
  assert.deepEqual(bandsOf(new Float64Array(0), new Float64Array(0)).finish(), {
    cut: { starts: [], whole: true },
    segments: [],
  });
});

Deno.test("NumberBands cuts another window where the first was cut", () => {
  const first = bandsOf(
    Float64Array.from({ length: 100 }, (_, i) => i),
    new Float64Array(100),
  ).finish();
  const other = bandsOf(Float64Array.of(0, 99, 1e6), Float64Array.of(1, 2, 3)).finish(first.cut);
  assert.deepEqual(other.segments.map(({ label, rows }) => [label, rows]), [
    [first.segments[0].label, 1],
    [first.segments.at(-1)!.label, 2],
  ]);
});

Deno.test("NumberBands gives the same bands in whatever order and batches the rows come", () => {
  const row = fc.tuple(fc.double({ noDefaultInfinity: true }), fc.double({ min: -9, max: 9, noNaN: true }));
  fc.assert(fc.property(fc.array(row), fc.nat(), (rows, cut) => {
    const [values, errors] = [0, 1].map((i) => Float64Array.from(rows, (row) => row[i]));
    const whole = bandsOf(values, errors).finish();
    const at = rows.length === 0 ? 0 : cut % rows.length;
    const parts = new NumberBands("x");
    parts.add(values.subarray(at).toReversed(), errors.subarray(at).toReversed());
    parts.add(values.subarray(0, at), errors.subarray(0, at));
    const found = parts.finish();
    assert.deepEqual(found.cut, whole.cut);
    assert.equal(found.segments.length, whole.segments.length);
    found.segments.forEach(({ label, rows, me, mae }, i) => {
      assert.deepEqual([label, rows], [whole.segments[i].label, whole.segments[i].rows]);
      assertClose(me, whole.segments[i].me, "me", 1e-9, 1e-9);
      assertClose(mae, whole.segments[i].mae, "mae", 1e-9, 1e-9);
    });
  }));
});

Deno.test("NumberBands puts every number into the band that its label names", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (numbers) => {
      const { cut } = bandsOf(Float64Array.from(numbers), new Float64Array(numbers.length)).finish();
      for (const value of numbers) {
        const [{ label }] = bandsOf(Float64Array.of(value), Float64Array.of(0)).finish(cut).segments;
        const [low, high] = label.startsWith("under ")
          ? [-Infinity, Number(label.slice(6))]
          : label.split(" ").filter((_, i) => i !== 1).map((word) =>
            word === "more" ? Infinity : Number(word)
          );
        if (label === "all") continue;
        assert.ok(
          value >= low && value <= (high ?? (label.endsWith("more") ? Infinity : low)),
          `${value} in ${label}`,
        );
      }
    }),
  );
});

function bandsOf(values: Float64Array, errors: Float64Array): NumberBands {
  const bands = new NumberBands("x");
  bands.add(values, errors);
  return bands;
}
