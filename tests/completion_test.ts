import assert from "node:assert/strict";
import { COMPLETIONS } from "../commands/completion.ts";
import { outlineCommands } from "../commands/completion/command_outline.ts";
import { createWholeProgram } from "../main.ts";
import { findProgram } from "../tools/find_program.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const OUTLINE = outlineCommands(await createWholeProgram());

/** What bash offers after these words, the last of which is being typed. */
async function offered(words: readonly string[], folder: string): Promise<string[]> {
  const script = `${COMPLETIONS.bash(OUTLINE)}
    compopt() { :; }
    COMP_WORDS=(taxi "$@"); COMP_CWORD=$#; _taxi; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const command = new Deno.Command("bash", { args: ["-euc", script, "bash", ...words], cwd: folder });
  const { success, stdout, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

Deno.test({
  name: "completion for bash offers the commands, subcommands and options that fit",
  ignore: findProgram("bash") === undefined,
  fn: () =>
    withTemporaryFolder(async (folder) => {
      assert.deepEqual(await offered(["mo"], folder), ["monitor", "models"]);
      assert.deepEqual(await offered(["models", ""], folder), [
        "list",
        "show",
        "card",
        "alias",
        "delete",
        "--help",
      ]);
      assert.deepEqual(await offered(["models", "list", "--j"], folder), ["--json"]);
      assert.deepEqual(await offered(["serve", "--port", "8000", "--ho"], folder), ["--host", "--home"]);
      assert.deepEqual(await offered(["serve", "--port", ""], folder), []);
      assert.deepEqual(await offered(["predict", "--input", ""], folder), []); // bash completes the path
      assert.ok((await offered([""], folder)).includes("demo"));
    }),
});

Deno.test({
  name: "completion for bash evaluates nothing that was typed",
  ignore: findProgram("bash") === undefined,
  fn: () =>
    withTemporaryFolder(async (folder) => {
      for (const word of ["$(touch typed)", "`touch typed`", "'; touch typed; '", "*"]) {
        await offered(["models", word, ""], folder);
        await offered([word], folder);
      }
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }),
});

for (const shell of ["bash", "zsh", "fish"] as const) {
  const present = findProgram(shell) !== undefined;
  Deno.test({
    name: `completion for ${shell} is a script that ${shell} can read${
      present ? "" : ` (SKIPPED: no ${shell})`
    }`,
    ignore: !present,
    fn: () =>
      withTemporaryFolder(async (folder) => {
        const path = `${folder}/completion`;
        await Deno.writeTextFile(path, COMPLETIONS[shell](OUTLINE));
        const { success, stderr } = await new Deno.Command(shell, { args: ["-n", path] }).output();
        assert.ok(success, new TextDecoder().decode(stderr));
      }),
  });
}

for (const [shell, script] of Object.entries(COMPLETIONS)) {
  Deno.test(`completion for ${shell} has every command and every option`, () => {
    const text = script(OUTLINE);
    for (const { subcommands, options } of OUTLINE) {
      for (const { word } of subcommands) assert.ok(text.includes(word), word);
      for (const { word } of options) assert.ok(text.includes(word.replace(/^--/, "")), word);
    }
  });
}
