import assert from "node:assert/strict";
import { join } from "node:path";
import { CHECKOUT, runTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const INGEST = ["ingest", "--source", "synthetic", "--months", "2024-03..2024-04", "--rows", "60000"];

/** Stands for the escape character in what a terminal got, so that expressions and failures can be read. */
const ESCAPE = "␛";

/** util-linux's `script`, which gives a program a terminal; that of other systems takes other words. */
const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "piped", stderr: "null" })
  .output()
  .then(({ stdout }) => /util-linux/.test(new TextDecoder().decode(stdout)), () => false);

terminalTest("shows progress on one line, which is gone at the end", async (home) => {
  const text = await onTerminal([...INGEST, "--home", home]);
  assert.match(text, /ingest green 2024-03 .*\d+%/);
  const lines = screen(text);
  assert.doesNotMatch(lines.join("\n"), /%/, "progress was left on the screen");
  assert.match(lines[0], /^month +read +kept/);
  assert.match(lines.slice(1).join("\n"), /^2024-03 +60,000 [^]*\n2024-04 +60,000 /);
  assert.equal(count(text, "␛[?25l"), count(text, "␛[?25h"), "the cursor stays hidden");
});

terminalTest(
  "with --json leaves stdout to the document while progress goes to the terminal",
  async (home) => {
    const file = join(home, "..", "out.json");
    const text = await onTerminal([...INGEST, "--home", home, "--json"], file);
    assert.match(text, /ingest green 2024-03 .*\d+%/);
    assert.equal(JSON.parse(await Deno.readTextFile(file)).rows.read, 120_000);
  },
);

terminalTest("gives the terminal its cursor back when it is ended by a signal", async (home) => {
  const long = [...INGEST, "--rows", "5000000", "--home", home];
  const text = await runOnTerminal(`${quote(long)} & sleep 2; kill -TERM $!; wait $!; echo code $?`);
  assert.match(text, /code 143/);
  assert.equal(count(text, "␛[?25l"), count(text, "␛[?25h"));
});

terminalTest("uses colours on a terminal only, and none with NO_COLOR", async (home) => {
  const colour = /␛\[[0-9;]*m/;
  assert.match(await onTerminal([...INGEST, "--home", home]), colour);
  assert.doesNotMatch(await onTerminal([...INGEST, "--home", home], undefined, { NO_COLOR: "1" }), colour);
  const { stdout, stderr } = await runTaxi([...INGEST, "--home", home], { env: { NO_COLOR: "" } });
  assert.ok(!(stdout + stderr).includes("\x1b"));
  assert.equal(stderr, "");
});

function terminalTest(name: string, run: (home: string) => Promise<void>): void {
  Deno.test({
    name: `taxi ${name}${hasScript ? "" : " (skipped: no util-linux script, which gives a terminal)"}`,
    ignore: !hasScript,
    fn: () => withTemporaryFolder((folder) => run(join(folder, "home"))),
  });
}

/** Runs `taxi` on a terminal of 100 columns, stdout into `file` where told, and gives what the terminal got. */
async function onTerminal(
  args: readonly string[],
  file?: string,
  env: Record<string, string> = { NO_COLOR: "" },
): Promise<string> {
  return await runOnTerminal(`${quote(args)}${file === undefined ? "" : ` > '${file}'`}`, env);
}

function quote(args: readonly string[]): string {
  return [...CHECKOUT, ...args].map((word) => `'${word}'`).join(" ");
}

async function runOnTerminal(line: string, env: Record<string, string> = { NO_COLOR: "" }): Promise<string> {
  const command = ["script", "--quiet", "--return", "--command", `stty cols 100; ${line}`, "/dev/null"];
  const { code, stdout } = await runTaxi([], { program: command, env: { TERM: "xterm-256color", ...env } });
  assert.equal(code, 0, stdout);
  return stdout.replaceAll("\x1b", ESCAPE);
}

/** The lines that are left on the screen when a carriage return goes back to the line's begin and writing on overwrites. */
function screen(text: string): string[] {
  return text.replaceAll("\r\n", "\n").split("\n").map((line) => {
    let shown = "";
    for (const part of line.split(/\r|␛\[1G/)) {
      const cleared = /␛\[(0?K|0?J)/.test(part);
      const plain = part.replaceAll(/␛\[\??[0-9;]*[A-Za-z]|␛[78]/g, "");
      shown = cleared ? plain : plain + shown.slice(plain.length);
    }
    return shown.trimEnd();
  }).filter((line) => line !== "");
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
