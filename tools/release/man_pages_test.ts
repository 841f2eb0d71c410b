import assert from "node:assert/strict";
import { COMMANDS, createWholeProgram } from "../../main.ts";
import { findProgram } from "../find_program.ts";
import { manPages } from "./man_pages.ts";

const PAGES = manPages(await createWholeProgram(), "1.2.3");

const hasGroff = findProgram("groff") !== undefined;

Deno.test("manPages has a page for taxi and for each command, which refer to each other", () => {
  const [taxi] = PAGES;
  assert.equal(taxi.name, "taxi.1");
  for (const { name } of COMMANDS) {
    const page = PAGES.find((page) => page.name === `taxi-${name}.1`);
    assert.ok(page, name);
    assert.ok(taxi.text.includes(`taxi\\-${name}(1)`));
    assert.ok(page.text.includes("taxi(1)"));
  }
  assert.ok(PAGES.some(({ name }) => name === "taxi-models-list.1"));
});

Deno.test("manPages tells options, exit status and an example", () => {
  const { text } = PAGES.find(({ name }) => name === "taxi-monitor.1")!;
  assert.match(text, /^\.TH "TAXI\\-MONITOR" 1 "" "taxi 1\.2\.3" /);
  assert.match(text, /^\.B \\-\\-schedule <cron>$/m);
  assert.match(text, /^\.SH EXIT STATUS\n0 done, 1 fault, 2 usage, 3 alert/m);
  assert.match(text, /^\.EX\n\$ taxi monitor/m);
});

Deno.test({
  name: hasGroff
    ? "manPages gives pages that groff reads without a warning"
    : "manPages gives pages that groff reads without a warning (SKIPPED: no groff)",
  ignore: !hasGroff,
  async fn() {
    for (const { name, text } of PAGES) {
      const command = new Deno.Command("groff", {
        args: ["-man", "-Tutf8", "-ww"],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      });
      await using child = command.spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(text));
      await writer.close();
      const { stderr } = await child.output();
      assert.equal(new TextDecoder().decode(stderr), "", name);
    }
  },
});
