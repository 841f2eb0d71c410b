import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };

const JUSTFILE = Deno.readTextFileSync(new URL("../justfile", import.meta.url));

/** Commands of the recipes but the one that lists them. */
const COMMANDS = Array.from(JUSTFILE.matchAll(/^ {4}(?!@just)(.*)$/gm), ([, command]) => command);

Deno.test("every recipe of the justfile is one call of ./denow for a task that there is", () => {
  assert.ok(COMMANDS.length > 10);
  for (const command of COMMANDS) {
    const name = /^\.\/denow task ([\w:]+)/.exec(command)?.[1];
    if (name === "bench:") continue; // its name is an argument
    assert.ok(
      command.startsWith("./denow fmt ") || name !== undefined && Object.hasOwn(settings.tasks, name),
      command,
    );
  }
});

Deno.test("every task has a recipe in the justfile", () => {
  for (const name of Object.keys(settings.tasks).filter((task) => !task.startsWith("bench:"))) {
    const has = COMMANDS.some((command) => `${command} `.startsWith(`./denow task ${name} `));
    assert.ok(has, `there is no recipe for ./denow task ${name}`);
  }
});
