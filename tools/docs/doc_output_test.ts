import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { tlcFile, tlcTest } from "../../tests/tlc_files.ts";
import { holds, needsTlc, runBlocks, runnablePages, shownOutputs, steady } from "./doc_output.ts";

const PAGES = new Map(
  runnablePages().map((page) => [
    page,
    Deno.readTextFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url))),
  ]),
);

for (const [page, markdown] of PAGES) {
  const name = `the commands of ${page} print what it shows`;
  const test = needsTlc(markdown) ? tlcTest : Deno.test;
  test(name, async () => {
    const blocks = shownOutputs(markdown);
    const printed = await runBlocks(blocks, needsTlc(markdown) ? tlcFile("") : undefined);
    for (const [i, block] of blocks.entries()) {
      if (holds(block, printed[i])) continue;
      assert.equal(printed[i], block.output, `${page} is not up to date: run ./denow task docs:output`);
    }
  });
}

Deno.test("runnablePages finds the quick start and the tutorial", () => {
  assert.ok(PAGES.has("docs/quick_start.md") && PAGES.has("docs/tutorial.md"));
});

Deno.test("shownOutputs finds only marked blocks, and where their output begins", () => {
  const page = "```sh\nnot run\n```\n\n<!-- run -->\n\n```sh\necho a\n```\n\n```text\na\n```\n";
  const [block, ...more] = shownOutputs(page);
  assert.equal(more.length, 0);
  assert.equal(block.commands, "echo a\n");
  assert.equal(page.slice(block.at, block.at + block.output.length), "a\n");
});

Deno.test("steady hides ids, times and widths, and no figure", () => {
  const one = steady("text", "run aaf650d6  kind-robin-806  2026-11-25 04:23  3.309");
  assert.equal(one, steady("text", "run fda0526a  crisp-otter-4   2026-11-26 05:24  3.309"));
  assert.notEqual(one, steady("text", "run aaf650d6  kind-robin-806  2026-11-25 04:23  3.310"));
});

Deno.test("runBlocks tells of a command that fails", async () => {
  const blocks = shownOutputs("<!-- run -->\n\n```sh\necho before\ntaxi runs show nobody\n```\n");
  await assert.rejects(runBlocks(blocks), /ends with 1|ends with 2/);
});
