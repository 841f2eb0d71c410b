import assert from "node:assert/strict";
import fc from "fast-check";
import { featureText } from "./feature_text.ts";

Deno.test("featureText gives JSON that reads back as the same number, and null for what is none", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assert.equal(JSON.parse(featureText(value, "number")) + 0, value + 0);
  }));
  for (const value of [NaN, Infinity, -Infinity]) assert.equal(featureText(value, "number"), "null");
  assert.equal(featureText(NaN, "local_time"), "null");
  assert.equal(featureText(161, "integer"), "161");
});

Deno.test("featureText writes a time as Date does, without an offset, and without milliseconds where there are none", () => {
  const time = fc.integer({ min: -60_000_000_000, max: 4_000_000_000_000 });
  fc.assert(fc.property(time, (milliseconds) => {
    const expected = new Date(milliseconds).toISOString().replace(/(\.000)?Z$/, "");
    assert.equal(featureText(milliseconds * 1000, "local_time"), `"${expected}"`);
  }));
  assert.equal(featureText(0, "local_time"), '"1970-01-01T00:00:00"');
});
