import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeHybrid } from "./hybrid_codes.ts";

Deno.test("decodeHybrid reads the packed example of the format's own description", () => {
  assert.deepEqual([...decodeHybrid(Uint8Array.of(3, 0x88, 0xc6, 0xfa), 3, 8)], [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("decodeHybrid gives back runs and packed codes of every width", () => {
  const part = (width: number) => {
    const code = fc.integer({ min: 0, max: 2 ** width - 1 });
    return fc.oneof(
      fc.record({ run: fc.integer({ min: 1, max: 300 }), code }),
      fc.array(code, { minLength: 1, maxLength: 3 }).chain((some) =>
        fc.constant({ packed: Array.from({ length: 8 * some.length }, (_, i) => some[i % some.length]) })
      ),
    );
  };
  const job = fc.integer({ min: 1, max: 24 }).chain((width) =>
    fc.record({ width: fc.constant(width), parts: fc.array(part(width), { maxLength: 6 }) })
  );
  fc.assert(fc.property(job, ({ width, parts }) => {
    const expected = parts.flatMap((some) =>
      "run" in some ? new Array<number>(some.run).fill(some.code) : some.packed
    );
    const encoded = parts.flatMap((some) =>
      "run" in some ? encodeRun(some.run, some.code, width) : pack(some.packed, width)
    );
    assert.deepEqual([...decodeHybrid(Uint8Array.from(encoded), width, expected.length)], expected);
  }));
});

Deno.test("decodeHybrid refuses bytes that end before the codes", () => {
  assert.throws(() => decodeHybrid(Uint8Array.of(4, 1), 1, 3), /ends within its codes/);
  assert.throws(() => decodeHybrid(Uint8Array.of(0, 1, 2, 1), 1, 3), /run of no codes/);
});

function encodeRun(run: number, code: number, width: number): number[] {
  const bytes = Math.ceil(width / 8);
  return [...varint(run * 2), ...Array.from({ length: bytes }, (_, i) => code >> (8 * i) & 255)];
}

function pack(codes: readonly number[], width: number): number[] {
  const bits = codes.flatMap((code) => Array.from({ length: width }, (_, i) => code >> i & 1));
  const bytes = Array.from(
    { length: bits.length / 8 },
    (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, j) => byte | bit << j, 0),
  );
  return [...varint(codes.length / 8 * 2 + 1), ...bytes];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value & 127 | 128, ...varint(value >> 7)];
}
