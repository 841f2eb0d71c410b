import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownBlocks, markdownSpans } from "./markdown_parts.ts";

const plain = (text: string) => [{ kind: "text", text }];

Deno.test("markdownBlocks tells paragraphs, headings, lists, quotes and code apart", () => {
  const text =
    "# Title\nFirst\nline\n\n- one\n  more\n* two\n\n1. a\n2. b\n> said\n> so\n```py\nx = 1\n\n# no\n```\nend";
  assert.deepEqual(markdownBlocks(text), [
    { kind: "heading", spans: plain("Title") },
    { kind: "paragraph", spans: plain("First\nline") },
    { kind: "list", ordered: false, items: [plain("one\nmore"), plain("two")] },
    { kind: "list", ordered: true, items: [plain("a"), plain("b")] },
    { kind: "quote", spans: plain("said\nso") },
    { kind: "code", text: "x = 1\n\n# no" },
    { kind: "paragraph", spans: plain("end") },
  ]);
  assert.deepEqual(markdownBlocks("```\nnever closed"), [{ kind: "code", text: "never closed" }]);
  assert.deepEqual(markdownBlocks(" \n"), []);
});

Deno.test("markdownSpans tells emphasis, code and links to the web; all else is text", () => {
  assert.deepEqual(markdownSpans("a **b** *c* `d*e*` 2 * 3 * 4"), [
    ...plain("a "),
    { kind: "strong", text: "b" },
    ...plain(" "),
    { kind: "emphasis", text: "c" },
    ...plain(" "),
    { kind: "code", text: "d*e*" },
    ...plain(" 2 * 3 * 4"),
  ]);
  assert.deepEqual(markdownSpans("[docs](https://example.org/a?b=c), https://example.org."), [
    { kind: "link", text: "docs", href: "https://example.org/a?b=c" },
    ...plain(", "),
    { kind: "link", text: "https://example.org", href: "https://example.org" },
    ...plain("."),
  ]);
  for (
    const text of [
      "[x](javascript:alert(1))",
      "[x](data:text/html,1)",
      "[x](//evil.example)",
      "<b>x</b>",
      "[x](/runs)",
    ]
  ) {
    assert.deepEqual(markdownSpans(text), plain(text));
  }
});

Deno.test("markdownBlocks links to the web only, whatever the text", () => {
  const word = fc.constantFrom(
    ..."[ ] ( ) * ` # > - javascript: https:// http://x \n 1. <a \" '".split(" "),
    " ",
    "\n",
  );
  fc.assert(fc.property(fc.array(word), (words) => {
    const links = JSON.stringify(markdownBlocks(words.join(""))).matchAll(/"href":"([^"]*)/g);
    for (const [, href] of links) assert.match(href, /^https?:\/\/[^\s]/);
  }));
});

Deno.test("markdownBlocks does not get lost in signs that are never closed", () => {
  for (const sign of ["[", "*", "**", "`", "[a](", "[a](http://", "> ", "- ", "http://", "1. "]) {
    assert.ok(markdownBlocks(sign.repeat(100_000)).length > 0);
  }
});
