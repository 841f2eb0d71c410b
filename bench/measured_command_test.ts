import assert from "node:assert/strict";
import { TaxiError } from "../lib/errors.ts";
import { type CommandLine, measureCommand, measureCommands } from "./measured_command.ts";

const MEGABYTE = 1e6;

/** A Python process that fills `megabytes` of memory and lets go of it at once. */
function filling(megabytes: number, then = "pass"): CommandLine {
  const program = `block = bytearray(${
    megabytes * MEGABYTE
  }); size = len(block); del block; ${then}; print(size)`;
  return { name: `fill ${megabytes}`, argv: ["python3", "-c", program] };
}

Deno.test("measureCommand sees a peak that is over before the process ends, however short", async () => {
  const { figures, output } = await measureCommand(filling(300));
  assert.ok(figures.peakBytes > 300 * MEGABYTE, `${figures.peakBytes} bytes`);
  assert.ok(figures.peakBytes < 345 * MEGABYTE, `${figures.peakBytes} bytes`);
  assert.equal(output["fill 300"], "300000000\n");
});

Deno.test("measureCommand does not give a small command the size of the process that started it", async () => {
  const { figures } = await measureCommand({ name: "true", argv: ["true"] });
  assert.ok(figures.peakBytes < 30 * MEGABYTE, `${figures.peakBytes} bytes; this test itself is larger`);
  assert.ok(Deno.memoryUsage().rss > 30 * MEGABYTE);
});

Deno.test("measureCommand counts a grandchild's memory and CPU time", async () => {
  const work = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass";
  const { figures } = await measureCommand({
    name: "grandchild",
    argv: ["sh", "-c", `python3 -c "$1"; python3 -c "bytearray(200000000)"`, "sh", work],
  });
  assert.ok(figures.cpuSeconds >= 0.3, `${figures.cpuSeconds} s`);
  assert.ok(figures.peakBytes > 200 * MEGABYTE, `${figures.peakBytes} bytes`);
});

Deno.test({
  name: "measureCommand adds up processes that live at once",
  ignore: Deno.build.os !== "linux", // only /proc shows several processes together
  fn: async () => {
    const folder = await Deno.makeTempDir();
    // each waits until the other holds its memory too, then both hold it long enough to be seen
    const hold = `import os, sys, time
block = bytearray(b"x" * 150_000_000)
open(sys.argv[1], "w").close()
while not os.path.exists(sys.argv[2]): time.sleep(0.01)
time.sleep(0.5)`;
    const both = `cd "$2" && python3 -c "$1" one two & cd "$2" && python3 -c "$1" two one & wait`;
    const { figures } = await measureCommand({ name: "two", argv: ["sh", "-c", both, "sh", hold, folder] });
    assert.ok(figures.peakBytes > 300 * MEGABYTE, `${figures.peakBytes} bytes`);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test("measureCommand times the wait but charges no CPU for it", async () => {
  const { figures } = await measureCommand({ name: "sleep", argv: ["sleep", "0.3"] });
  assert.ok(figures.wallSeconds >= 0.3);
  assert.ok(figures.cpuSeconds < 0.2, `${figures.cpuSeconds} s`);
});

Deno.test("measureCommand says which command failed, how, and its last words", async () => {
  const failing = { name: "failing", argv: ["sh", "-c", "echo no such month >&2; exit 7"] };
  await assert.rejects(measureCommand(failing), (error: TaxiError) => {
    assert.match(error.message, /"sh -c .*ended with 7, expected 0; it said: no such month/);
    return true;
  });
  await assert.rejects(
    measureCommand({ name: "x", argv: ["/no/such/program"] }),
    /No such file or directory/,
  );
});

Deno.test("measureCommand ends the whole tree when it is aborted", async () => {
  const folder = await Deno.makeTempDir();
  const marker = `${folder}/alive`;
  const controller = new AbortController();
  // the grandchild touches the file for ever; a second look finds it untouched only if the grandchild is gone
  const script = `(while :; do date +%N > ${marker}; sleep 0.05; done) & wait`;
  const run = measureCommand({ name: "endless", argv: ["sh", "-c", script] }, controller.signal);
  while (!(await Deno.stat(marker).catch(() => null))) await new Promise((done) => setTimeout(done, 20));
  controller.abort();
  await assert.rejects(run, { name: "AbortError" });
  const last = await Deno.readTextFile(marker);
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(await Deno.readTextFile(marker), last);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("measureCommands adds times, takes the largest peak and keeps each command's own figures", async () => {
  const { figures, output } = await measureCommands([
    filling(100),
    filling(200, "import time; time.sleep(0.1)"),
  ]);
  assert.equal(figures.wallSeconds, figures["fill 100.wallSeconds"] + figures["fill 200.wallSeconds"]);
  assert.equal(figures.peakBytes, figures["fill 200.peakBytes"]);
  assert.ok(figures["fill 100.peakBytes"] < 150 * MEGABYTE);
  assert.deepEqual(Object.keys(output), ["fill 100", "fill 200"]);
});
