import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import settings from "../deno.json" with { type: "json" };
import { callFault } from "./call_fault.ts";
import { anchors, fencedBlocks, linkTargets, taxiCalls } from "./markdown.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = [
  "",
  "docs",
  "docs/how-to",
  "docs/reference",
  "bench",
  "infra",
  "infra/aws",
  "infra/compose",
  "infra/vm",
  "packaging",
];

/** Every page of the project, by its path from the root. */
const PAGES = new Map(
  FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    Array.from(Deno.readDirSync(join(ROOT, folder)))
      .filter(({ name, isFile }) => isFile && name.endsWith(".md"))
      .map(({ name }) => join(folder, name))
  ).map((page) => [page, Deno.readTextFileSync(join(ROOT, page))] as const),
);

Deno.test("every relative link in Markdown leads to a file, and to a heading where it names one", () => {
  let links = 0;
  for (const [page, markdown] of PAGES) {
    for (const target of linkTargets(markdown)) {
      if (/^[a-z]+:/.test(target)) continue; // another site
      links++;
      assert.equal(linkFault(page, target), undefined);
    }
  }
  assert.ok(links > 30, `only ${links} links found`);
});

Deno.test("linkFault sees a missing file and a missing heading", () => {
  assert.match(linkFault("docs/reference/cli.md", "no_such_page.md")!, /no_such_page\.md/);
  assert.match(linkFault("docs/reference/cli.md", "cli.md#no-such-heading")!, /no-such-heading/);
  assert.equal(linkFault("docs/reference/cli.md", "#taxi-runs-list"), undefined);
});

Deno.test("every taxi command line in the fenced blocks of Markdown parses", async () => {
  let calls = 0;
  for (const [page, markdown] of PAGES) {
    for (const words of fencedBlocks(markdown).flatMap(taxiCalls)) {
      calls++;
      const fault = await callFault(words);
      assert.equal(fault, undefined, `${page}: taxi ${words.join(" ")}: ${fault}`);
    }
  }
  assert.ok(calls > 20, `only ${calls} command lines found`);
});

Deno.test("callFault sees an unknown command, an unknown option, a bad value and a missing one", async () => {
  assert.match((await callFault(["tune"]))!, /tune/);
  assert.match((await callFault(["demo", "--fast"]))!, /--fast/);
  assert.match((await callFault(["ingest", "--months", "2023-13"]))!, /2023-13/);
  assert.match((await callFault(["train", "--train", "2023-01"]))!, /--test/);
  assert.match((await callFault(["runs", "show"]))!, /run/);
});

Deno.test("taxiCalls reads shell lines, joins continued ones and leaves out comments and pipes", () => {
  const text =
    "taxi demo  # all of it\n./denow task taxi runs list \\\n  --limit 5 | head\ntaxi: no call\nTAXI_HOME=x dist/taxi --version\n";
  assert.deepEqual(taxiCalls({ language: "sh", text }), [["demo"], ["runs", "list", "--limit", "5"], [
    "--version",
  ]]);
  const quoted = '  $ taxi monitor --schedule "0 * * * *"\n  taxi is a word here\n';
  assert.deepEqual(taxiCalls({ language: "text", text: quoted }), [["monitor", "--schedule", "0 * * * *"]]);
});

Deno.test("every ./denow task in Markdown is one of deno.json", () => {
  for (const [page, markdown] of PAGES) {
    for (const [, task] of markdown.matchAll(/\.\/denow task (?:--quiet )?([a-z][\w:]*)/g)) {
      assert.ok(Object.hasOwn(settings.tasks, task), `${page}: there is no task "${task}"`);
    }
  }
});

function linkFault(page: string, target: string): string | undefined {
  const [path, anchor] = target.split("#");
  const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, file))) return `${page} links to "${target}": there is no ${file}`;
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  const known = anchors(Deno.readTextFileSync(join(ROOT, file)));
  return known.has(anchor) ? undefined : `${page} links to "${target}": ${file} has no such heading`;
}
