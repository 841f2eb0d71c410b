import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../lib/random.ts";
import { changePoints } from "./change_points.ts";

/** Normal noise of variance 1 around a level for each value. */
function noisy(seed: string, levels: readonly number[]): number[] {
  const random = seededRandom(seed);
  return levels.map((level) =>
    level + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  );
}

function levels(...parts: readonly [values: number, level: number][]): number[] {
  return parts.flatMap(([values, level]) => Array<number>(values).fill(level));
}

const indices = (series: readonly number[]) => changePoints(series).map(({ index }) => index);

Deno.test("changePoints finds none where there is none", () => {
  assert.deepEqual(changePoints([]), []);
  assert.deepEqual(changePoints(levels([7, 0])), [], "too few");
  assert.deepEqual(changePoints(levels([50, 3.25])), [], "constant");
  for (const values of [8, 14, 30, 100]) {
    const found = Array.from({ length: 200 }, (_, i) => indices(noisy(`still ${i}`, levels([values, 2]))));
    const marked = found.filter((marks) => marks.length > 0).length;
    assert.ok(marked <= 8, `${marked} of 200 series of ${values} values without a change have a mark`);
  }
});

Deno.test("changePoints finds one step within a window, and the levels beside it", () => {
  let near = 0;
  for (let i = 0; i < 100; i++) {
    const [point, ...others] = changePoints(noisy(`step ${i}`, levels([17, 10], [13, 14])));
    if (point === undefined || others.length > 0 || Math.abs(point.index - 17) > 1) continue;
    near++;
    assert.ok(Math.abs(point.before - 10) < 1.5 && Math.abs(point.after - 14) < 1.5, JSON.stringify(point));
  }
  assert.ok(near >= 95, `${near} of 100`);
});

Deno.test("changePoints finds several steps, up and down", () => {
  const points = changePoints(noisy("several", levels([20, 0], [15, 8], [20, 2])));
  assert.deepEqual(points.map(({ index }) => index), [20, 35]);
  assert.equal(points[0].after, points[1].before);
});

Deno.test("changePoints takes a single outlier for none, and a clean step for one", () => {
  assert.deepEqual(indices([...levels([10, 0.2]), 0.9, ...levels([10, 0.2])]), []);
  assert.deepEqual(changePoints(levels([6, 0], [6, 1])), [{ index: 6, before: 0, after: 1 }]);
});

const series = fc.tuple(
  fc.integer({ min: 2, max: 30 }),
  fc.integer({ min: 2, max: 30 }),
  fc.integer(),
  fc.nat(),
)
  .map(([first, second, seed, step]) => noisy(`${seed}`, levels([first, 0], [second, step % 12])));

Deno.test("changePoints marks the same places in any unit and from any zero", () => {
  const unit = fc.constantFrom(-60, -0.25, 0.001, 1, 1000), zero = fc.constantFrom(-1e4, 0, 5, 1e6);
  fc.assert(fc.property(series, unit, zero, (values, factor, offset) => {
    assert.deepEqual(indices(values.map((value) => value * factor + offset)), indices(values));
  }));
});

Deno.test("changePoints gives ascending places at least two apart, and means of what lies between", () => {
  fc.assert(fc.property(series, (values) => {
    const points = changePoints(values);
    const cuts = [0, ...points.map(({ index }) => index), values.length];
    points.forEach(({ before, after }, i) => {
      const mean = (from: number, to: number) =>
        values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
      assert.ok(cuts[i + 1] - cuts[i] >= 2 && cuts[i + 2] - cuts[i + 1] >= 2, cuts.join());
      assert.ok(Math.abs(before - mean(cuts[i], cuts[i + 1])) < 1e-9);
      assert.ok(Math.abs(after - mean(cuts[i + 1], cuts[i + 2])) < 1e-9);
    });
  }));
});
