import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };
import { COMMANDS, createProgram } from "../main.ts";
import { callFault } from "./call_fault.ts";
import { words } from "./commands_home.ts";
import { taxiCalls } from "./markdown.ts";

/** Every command and subcommand, as words. */
async function commandPaths(): Promise<string[][]> {
  const paths: string[][] = [];
  const walk = (command: CommandUnknownOpts, path: string[]) => {
    paths.push(path);
    for (const sub of command.commands) walk(sub, [...path, sub.name()]);
  };
  for (const { name } of COMMANDS) {
    const program = await createProgram(name);
    walk(program.commands.find((command) => command.name() === name)!, [name]);
  }
  return paths;
}

Deno.test("every command's help has exit codes and an example of that command that parses", async (test) => {
  const paths = await commandPaths();
  assert.ok(paths.length >= 18, `only ${paths.length} commands found`);
  for (const path of paths) {
    await test.step(`taxi ${path.join(" ")}`, async () => {
      const help = await words([...path, "--help"]);
      assert.ok(help.startsWith(`Usage: taxi ${path.join(" ")} `), help);
      assert.match(help, /^Exit codes: 0 done, 1 fault, 2 usage/m);
      const examples = taxiCalls({ language: "text", text: help });
      assert.equal(examples.length, 1, help);
      assert.deepEqual(examples[0].slice(0, path.length), path, "the example is of another command");
      assert.equal(await callFault(examples[0]), undefined);
      assert.equal(await words(["help", ...path]), help);
    });
  }
});

Deno.test("taxi monitor --help tells the exit code of an alert", async () => {
  assert.match(await words(["monitor", "--help"]), /^Exit codes: .*, 3 alert: /m);
});

Deno.test("taxi alone, --help and help tell every command, the exit codes and an example", async () => {
  const help = await words(["--help"]);
  for (const { name, summary } of COMMANDS) {
    assert.match(help.replaceAll(/\s+/g, " "), new RegExp(` ${name}(?: \\[.*?\\])* ${summary} `));
  }
  assert.match(
    help,
    /^Exit codes: 0 done, 1 fault, 2 usage, 3 monitoring alert\n\nExample:\n {2}\$ taxi demo$/m,
  );
  assert.equal(await words([]), help);
  assert.equal(await words(["help"]), help);
});

Deno.test("taxi --version tells the versions of taxi, Deno and the model format", async () => {
  const [taxi, deno, format] = (await words(["--version"])).trimEnd().split("\n");
  assert.match(taxi, new RegExp(`^taxi ${settings.version.replaceAll(".", "\\.")} \\(\\w+\\)$`));
  assert.equal(deno, `deno ${Deno.version.deno}`);
  assert.match(format, /^model format \d+$/);
});
