import assert from "node:assert/strict";
import fc from "fast-check";
import { continueTrace, formatTraceParent, parseTraceParent } from "./trace_parent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c", SPAN = "b7ad6b7169203331";

Deno.test("parseTraceParent reads what the specification shows", () => {
  assert.deepEqual(parseTraceParent(`00-${TRACE}-${SPAN}-01`), { traceId: TRACE, spanId: SPAN, flags: "01" });
  assert.deepEqual(parseTraceParent(`00-${TRACE}-${SPAN}-ff`)?.flags, "03", "only bits that are known");
  assert.deepEqual(parseTraceParent(`cc-${TRACE}-${SPAN}-00-what.comes-later`)?.traceId, TRACE);
});

for (
  const [why, header] of Object.entries({
    "there is none": null,
    "it is empty": "",
    "the version is ff": `ff-${TRACE}-${SPAN}-01`,
    "the trace id is zero": `00-${"0".repeat(32)}-${SPAN}-01`,
    "the span id is zero": `00-${TRACE}-${"0".repeat(16)}-01`,
    "letters are upper case": `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    "a digit is missing": `00-${TRACE.slice(1)}-${SPAN}-01`,
    "a digit is too many": `00-${TRACE}0-${SPAN}-01`,
    "version 00 has more fields": `00-${TRACE}-${SPAN}-01-x`,
    "a later version goes on without a dash": `01-${TRACE}-${SPAN}-01x`,
    "it came twice": `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    "a line follows": `00-${TRACE}-${SPAN}-01\n`,
    "it is endless": `01-${TRACE}-${SPAN}-01-${"x".repeat(1000)}`,
  })
) {
  Deno.test(`parseTraceParent takes a header for none when ${why}`, () => {
    assert.equal(parseTraceParent(header), undefined);
  });
}

Deno.test("continueTrace keeps the trace under a new span", () => {
  const hex = (digits: number) =>
    fc.stringMatching(RegExp(`^[0-9a-f]{${digits}}$`)).filter((id) => !/^0+$/.test(id));
  fc.assert(
    fc.property(hex(32), hex(16), fc.constantFrom("00", "01", "02", "03"), (traceId, spanId, flags) => {
      const parent = { traceId, spanId, flags };
      assert.deepEqual(parseTraceParent(formatTraceParent(parent)), parent);
      const child = parseTraceParent(formatTraceParent(continueTrace(parent)))!;
      assert.deepEqual([child.traceId, child.flags], [traceId, flags]);
      assert.notEqual(child.spanId, spanId);
    }),
  );
});
