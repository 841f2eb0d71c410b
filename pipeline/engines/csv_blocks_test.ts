import assert from "node:assert/strict";
import fc from "fast-check";
import { csvBlocks } from "./csv_blocks.ts";

async function* inParts(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}

async function blocksOf(text: string, size: number, blockBytes: number): Promise<string[]> {
  const blocks = await Array.fromAsync(csvBlocks(inParts(text, size), blockBytes));
  return blocks.map((block) => new TextDecoder().decode(block));
}

Deno.test("csvBlocks: the blocks are whole records and together the file", async () => {
  const field = fc.constantFrom("1", "2.5", "", "é🚕", '"a,b"', '"line\nend"', '"say ""hi"""', '"\n\n"');
  const table = fc.array(fc.tuple(field, field), { maxLength: 30 });
  await fc.assert(fc.asyncProperty(
    table,
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 80 }),
    fc.boolean(),
    async (rows, size, blockBytes, endsInLine) => {
      const records = rows.map((row) => row.join(","));
      const body = records.join("\n") + (endsInLine && rows.length > 0 ? "\n" : "");
      const blocks = await blocksOf(`\ufeff"a\nx",b\n${body}`, size, blockBytes);
      const header = '"a\nx",b\n';
      for (const block of blocks) {
        assert.ok(block.startsWith(header), block);
        assert.equal(block.split('"').length % 2, 1, `quotes are cut: ${block}`);
      }
      assert.equal(blocks.map((block) => block.slice(header.length)).join(""), body);
    },
  ));
});

Deno.test("csvBlocks: a header alone is a block, nothing is an error", async () => {
  assert.deepEqual(await blocksOf("a,b", 2, 10), ["a,b\n"]);
  assert.deepEqual(await blocksOf("a,b\r\n", 2, 10), ["a,b\r\n"]);
  await assert.rejects(blocksOf("", 2, 10), /it is empty, expected a header/);
  await assert.rejects(blocksOf("\ufeff", 2, 10), /it is empty, expected a header/);
});
