import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { escapeHtml, html, raw, scriptJson } from "./html.ts";

/** Undoes the numeric entities, as a browser would. */
function decode(markup: string): string {
  return markup.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

/** What a parser would see as attribute and text, without the layout the formatter gives the template. */
function parts(name: string): [attribute: string, text: string] {
  const markup = html`
    <i title="${name}">|${name}|</i>
  `.toString();
  const [, attribute, text] = /^<i\s+title="([^"]*)"\s*>\s*\|([^<]*)\|\s*<\/i\s*>$/.exec(markup)!;
  return [attribute, text];
}

Deno.test("html keeps any text a text: no tag, quote or entity of its own gets through", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const markup = escapeHtml(text);
    equal(/[<>"'`]/.test(markup), false);
    equal(/&(?!#\d+;)/.test(markup), false);
    equal(decode(markup), text);
    deepEqual(parts(text), [markup, markup]);
  }));
});

Deno.test("html escapes the names that break pages", () => {
  for (
    const name of [
      "</script><script>alert(1)</script>",
      `" onload="alert(1)`,
      "&lt;b&gt;",
      "`${1}`",
      "a\n  b",
    ]
  ) {
    deepEqual(parts(name).map(decode), [name, name]);
  }
});

Deno.test("html joins lists, leaves out nothing-values, keeps zero, nests without escaping twice", () => {
  const items = ["<a>", "b"].map((item) =>
    html`
      <li>${item}</li>
    `
  );
  const list = html`
    <ul>${items}</ul>${null}${undefined}${false}${0}${raw("<hr>")}
  `;
  equal(list.toString().replace(/\n/g, ""), "<ul><li>&#60;a&#62;</li><li>b</li></ul>0<hr>");
});

Deno.test("html collapses the layout of the template and leaves that of the values", () => {
  // deno-fmt-ignore
  equal(html`
    <p>
      ${"a\n  b"} c
    </p>
  `.toString(), "<p>\na\n  b c\n</p>");
});

Deno.test("scriptJson can be read back and cannot end its script", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = scriptJson(value).toString();
    equal(/[<>&\u2028\u2029]/.test(text), false);
    deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }));
  equal(scriptJson("</script>").toString().includes("</script"), false);
});
