import assert from "node:assert/strict";
import { placeText, tickTexts, valueText } from "./number_text.ts";

Deno.test("tickTexts gives ticks the digits that tell them apart, and no more", () => {
  assert.deepEqual(tickTexts([0, 0.5, 1]), ["0", "0.5", "1"]);
  assert.deepEqual(tickTexts([1000.1, 1000.2]), ["1,000.1", "1,000.2"]);
  assert.deepEqual(tickTexts([]), []);
});

Deno.test("placeText says steps whole and times by the clock", () => {
  assert.equal(placeText("step", 12_000), "12,000");
  const seconds = [0.34, 12.5, 250, 3850, 90_250].map((time) => placeText("time", time * 1000));
  assert.deepEqual(seconds, ["340 ms", "12.5 s", "4:10", "1:04:10", "1 d 1:04:10"]);
  assert.equal(placeText("time", -250_000), "−4:10");
});

Deno.test("valueText keeps what is not finite", () => {
  assert.deepEqual([NaN, Infinity, -Infinity, 3.14159265].map((value) => valueText(value)), [
    ...["NaN", "∞", "−∞", "3.14159"],
  ]);
});
