import assert from "node:assert/strict";
import { runProgram } from "./run_program.ts";

const NEVER = new AbortController().signal;
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "runProgram gives the exit code, the input and each line",
  ignore,
  async fn() {
    const lines: string[] = [];
    const script = 'read word; echo "$word $EXTRA"; printf last >&2; exit 7';
    const options = {
      signal: NEVER,
      input: "hello\n",
      env: { EXTRA: "there" },
      onLine: (line: string) => lines.push(line),
    };
    assert.equal(await runProgram(["sh", "-c", script], options), 7);
    assert.deepEqual(lines.sort(), ["hello there", "last"]);
    assert.equal(await runProgram(["true"], { signal: NEVER, input: "unread".repeat(100_000) }), 0);
    await assert.rejects(
      runProgram(["/no/such"], { signal: NEVER }),
      /^TaxiError: Cannot start "\/no\/such": /,
    );
  },
});

Deno.test({
  name: "runProgram aborted ends the program and what it has started, though they do not listen",
  ignore,
  async fn() {
    const stop = new AbortController(), pids: number[] = [];
    const script =
      "trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & echo $$; wait; while :; do sleep 1; done";
    const over = runProgram(["sh", "-c", script], {
      signal: stop.signal,
      onLine(line) {
        if (pids.push(Number(line)) === 2) stop.abort(new Error("Enough"));
      },
    });
    await assert.rejects(over, /Enough/);
    assert.equal(pids.length, 2);
    for (const pid of pids) await untilGone(pid);
    await assert.rejects(runProgram(["true"], { signal: stop.signal }), /Enough/);
  },
});

/** Waits until a process is gone, or only its exit code is left of it. */
async function untilGone(pid: number): Promise<void> {
  while (true) {
    const ended = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).output();
    const state = new TextDecoder().decode(ended.stdout).trim();
    if (state === "" || state.startsWith("Z")) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
