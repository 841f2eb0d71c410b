import assert from "node:assert/strict";
import { fileFaults } from "./file_hygiene.ts";

const faultsOf = (text: string) => fileFaults("a.txt", new TextEncoder().encode(text));

Deno.test("fileFaults finds nothing in an empty file and in lines that end as they should", () => {
  assert.deepEqual(faultsOf(""), []);
  assert.deepEqual(faultsOf("one\n\n  two\n======= three\n"), []);
});

Deno.test("fileFaults tells each line that ends with whitespace or a carriage return, or marks a merge", () => {
  assert.deepEqual(faultsOf("one \ntwo\t\nthree\r\n<<<<<<< main\nfive\n>>>>>>> topic\n"), [
    "a.txt:1 ends with whitespace, expected none",
    "a.txt:2 ends with whitespace, expected none",
    "a.txt:3 ends with a carriage return, expected a line feed alone",
    "a.txt:4 is the mark of an unfinished merge",
    "a.txt:6 is the mark of an unfinished merge",
  ]);
});

Deno.test("fileFaults wants exactly one line end at the end", () => {
  assert.deepEqual(faultsOf("one"), ["a.txt ends without a line end, expected one"]);
  assert.deepEqual(faultsOf("one\n\n"), ["a.txt ends with an empty line, expected none"]);
});

Deno.test("fileFaults refuses more than 500 kB and looks at nothing else in a binary file", () => {
  assert.deepEqual(fileFaults("big.bin", new Uint8Array(500_000)), []);
  assert.deepEqual(fileFaults("big.bin", new Uint8Array(500_001)), [
    "big.bin has 500001 bytes, expected at most 500000",
  ]);
});
