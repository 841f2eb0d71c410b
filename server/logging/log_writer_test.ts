import assert from "node:assert/strict";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { openLogWriter } from "./log_writer.ts";

const MODULE = new URL("log_writer.ts", import.meta.url).href;
const lossLine = (lines: number) => `${lines} lost`;

Deno.test("openLogWriter writes every line in order, the last ones when it is closed", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "log");
    const log = openLogWriter({ fd: openSync(path, "w"), interval: 3_600_000, lossLine });
    const lines = Array.from({ length: 2000 }, (_, n) => `${n} é ${"x".repeat(n % 300)}`);
    for (const line of lines) log.write(line);
    await log.close();
    assert.deepEqual(readFileSync(path, "utf8").split("\n"), [...lines, ""]);
    log.write("too late");
    assert.equal(log.dropped(), 1);
    await log.close();
  }));

Deno.test("openLogWriter writes a single line without being closed", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "log");
    const log = openLogWriter({ fd: openSync(path, "w"), interval: 1, lossLine });
    log.write("here");
    while (readFileSync(path, "utf8") !== "here\n") await new Promise((done) => setTimeout(done, 1));
    await log.close();
  }));

/** Writes 10,000 lines on a stderr that nobody reads, ends within its time, and says what was dropped. */
const BLOCKED = `
const { openLogWriter } = await import("${MODULE}");
const log = openLogWriter({ fd: 2, capacity: 100_000, closeMilliseconds: 20, lossLine: String });
for (let n = 0; n < 10_000; n++) {
  log.write(String(n).padStart(99, "0"));
  if (n % 100 === 0) await new Promise((done) => setTimeout(done));
}
await log.close();
console.log(log.dropped());
Deno.exit();`;

/** Runs a program of this checkout with its streams in pipes. */
function run(program: string) {
  const config = fileURLToPath(new URL("../../deno.json", MODULE));
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-check", `--config=${config}`, program],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("openLogWriter drops lines, counts them and ends all the same when nobody reads", async () => {
  const child = run(BLOCKED);
  await child.stdin.close();
  const dropped = Number(await new Response(child.stdout).text());
  const { success } = await child.status; // its stderr has not been read until now
  const read = (await new Response(child.stderr).text()).split("\n").filter((line) => line.length === 99);
  assert.ok(success);
  assert.ok(dropped > 5_000 && dropped < 10_000, `${dropped} dropped`);
  assert.ok(read.length > 0 && read.length <= 10_000 - dropped, `${read.length} read, ${dropped} dropped`);
  assert.deepEqual(read, read.map((_, n) => String(n).padStart(99, "0")), "what is read has no gap");
});

/** As above, then waits until its stdin ends, by when its log has been read. */
const RESUMED = BLOCKED.replace(
  "await log.close();",
  'console.log("written"); await new Response(Deno.stdin.readable).text();',
);

Deno.test("openLogWriter says how many lines were lost once they are read again", async () => {
  const child = run(RESUMED);
  const stdout = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await stdout.read()).value, "written\n");
  let text = "", lost: string | undefined;
  for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (lost === undefined && (lost = /^\d{1,5}\n/m.exec(text)?.[0])) await child.stdin.close();
  }
  assert.equal((await stdout.read()).value, lost);
  await stdout.cancel();
  await child.status;
});
