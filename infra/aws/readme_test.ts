import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const README = Deno.readTextFileSync(`${HERE}README.md`);

Deno.test("the README's table of variables is that of variables.tf", () => {
  const rows = blocks("variable").map(({ name, body }) => {
    const fallback = /^ {2}default\s*= (.*)$/m.exec(body)?.[1];
    return [`\`${name}\``, fallback === undefined ? "required" : `\`${fallback}\``, description(body)];
  });
  assert.ok(rows.length > 10);
  assert.deepEqual(table("| variable"), rows);
});

Deno.test("the README's table of outputs is that of outputs.tf", () => {
  const rows = blocks("output").map(({ name, body }) => [`\`${name}\``, description(body)]);
  assert.ok(rows.length > 3);
  assert.deepEqual(table("| output"), rows);
});

function blocks(kind: "variable" | "output"): { name: string; body: string }[] {
  const text = Deno.readTextFileSync(`${HERE}${kind}s.tf`);
  const pattern = new RegExp(`^${kind} "(\\w+)" \\{\\n(.*?)^\\}`, "gms");
  return Array.from(text.matchAll(pattern), ([, name, body]) => ({ name, body }));
}

function description(body: string): string {
  const [, text] = /^ {2}description\s*= (".*")$/m.exec(body) ?? assert.fail(`No description in ${body}`);
  return JSON.parse(text);
}

/** Cells of the rows below the heading that begins so. */
function table(heading: string): string[][] {
  const lines = README.split("\n");
  const start = lines.findIndex((line) => line.startsWith(heading));
  assert.notEqual(start, -1, `The README has no table "${heading}"`);
  const rows = lines.slice(start + 2);
  return rows.slice(0, rows.findIndex((line) => !line.startsWith("|")))
    .map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}
