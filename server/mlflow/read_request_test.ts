import assert from "node:assert/strict";
import fc from "fast-check";
import { readRequest } from "./read_request.ts";

function requestOf(body: string): Request {
  return new Request("http://localhost/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

Deno.test("whole numbers of 64 bits are read exactly, whatever stands around them; fractions as doubles", async () => {
  const blank = fc.constantFrom("", " ", "\n\t");
  const whole = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-20n, 20n));
  await fc.assert(fc.asyncProperty(
    fc.array(
      fc.record({
        before: blank,
        whole,
        after: blank,
        double: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
    ),
    async (items) => {
      const texts = items.map(({ before, whole, after, double }) =>
        `{"s":${before}${whole}${after},"v":${before}${JSON.stringify(double)}${after}}`
      );
      const read = (await readRequest(requestOf(`{"list":[${texts.join()}]}`), "")).list("list");
      assert.equal(read.length, items.length);
      for (const [i, { whole, double }] of items.entries()) {
        assert.equal(BigInt(read[i].int64("s")!), whole);
        assert.equal(read[i].double("v"), double === 0 ? 0 : double); // JSON.stringify drops the sign of zero
      }
    },
  ));
});
