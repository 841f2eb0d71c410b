import assert from "node:assert/strict";
import { runCommand } from "./run_command.ts";

Deno.test("runCommand gives what the program printed, trimmed", async () => {
  assert.equal(await runCommand(Deno.execPath(), ["eval", "console.log('a\\nb')"]), "a\nb");
});

Deno.test("runCommand tells exit code and stderr of a program that fails", async () => {
  const script = "console.error('said so'); Deno.exit(3)";
  await assert.rejects(
    runCommand(Deno.execPath(), ["eval", script]),
    { name: "TaxiError", message: /ended with exit code 3: said so$/ },
  );
});

Deno.test("runCommand names a program that is missing", async () => {
  await assert.rejects(runCommand("no-such-program", []), {
    name: "TaxiError",
    message: /"no-such-program"/,
  });
});
