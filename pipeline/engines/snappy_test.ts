import assert from "node:assert/strict";
import { decompressSnappy } from "./snappy.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (...parts: (number | string)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]),
  );

Deno.test("decompressSnappy copies literals and what came before, over its own end too", () => {
  const literal = (length: number) => length - 1 << 2;
  assert.equal(text(decompressSnappy(bytes(3, literal(3), "abc"), 3)), "abc");
  const near = bytes(11, literal(3), "abc", 1 | 4 << 2, 3); // 8 bytes from 3 back
  assert.equal(text(decompressSnappy(near, 11)), "abcabcabcab");
  const wide = bytes(5, literal(3), "abc", 2 | 1 << 2, 2, 0); // 2 bytes from 2 back
  assert.equal(text(decompressSnappy(wide, 5)), "abcbc");
  const far = bytes(5, literal(3), "abc", 3 | 1 << 2, 3, 0, 0, 0);
  assert.equal(text(decompressSnappy(far, 5)), "abcab");
  const long = "x".repeat(300);
  assert.equal(text(decompressSnappy(bytes(172, 2, 61 << 2, 43, 1, long), 300)), long);
});

Deno.test("decompressSnappy refuses what is damaged", () => {
  const refused = (size: number, ...parts: (number | string)[]) =>
    assert.throws(() => decompressSnappy(bytes(...parts), size), /damaged Snappy/);
  refused(3, 3, 2 << 2, "ab"); // ends within a literal
  refused(2, 3, 2 << 2, "abc"); // more than it says
  refused(4, 4, 2 << 2, "abc"); // less
  refused(7, 7, 2 << 2, "abc", 1, 4); // from before the beginning
  refused(7, 7, 2 << 2, "abc", 1, 0); // from nowhere
});
