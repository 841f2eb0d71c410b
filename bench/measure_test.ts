import assert from "node:assert/strict";
import { join } from "node:path";
import { withScratch } from "./trip_job.ts";

const MEASURE = ["run", "--quiet", "-A", "--no-check", join(import.meta.dirname!, "measure.ts")];

function measure(args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...MEASURE, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("bench:measure prints one JSON document with every sample, the ratios and the machine", async () => {
  const { code, stdout } = await measure(["--rounds", "2", "--json", "true", "sleep 0.1"]).output();
  assert.equal(code, 0);
  const { bench, comparison, facts, machine } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(bench, "measure");
  assert.deepEqual(facts, { first: "true", second: "sleep 0.1" });
  assert.equal(comparison.samples.first.length, 2);
  assert.equal(comparison.metrics[0].metric.key, "wallSeconds");
  assert.ok(comparison.metrics[0].second.min >= 0.1);
  assert.ok(comparison.metrics[0].ratio.min <= comparison.metrics[0].ratio.max);
  assert.ok(machine.cores >= 1);
});

Deno.test("bench:measure ends what it runs at Ctrl-C, leaves no file and exits with 130", async () => {
  await withScratch(async (folder) => {
    const marker = join(folder, "alive");
    const touch = `while :; do date +%N > ${marker}; sleep 0.05; done`;
    const child = measure(["true", touch, "--warmup", "0"]);
    while (!(await Deno.stat(marker).catch(() => null))) await new Promise((done) => setTimeout(done, 20));
    child.kill("SIGINT");
    assert.equal((await child.output()).code, 130);
    const last = await Deno.readTextFile(marker);
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(await Deno.readTextFile(marker), last);
  });
});

Deno.test("bench:measure tells a failing command in one sentence on stderr and exits with 1", async () => {
  const { code, stdout, stderr } = await measure(["true", "exit 4", "--warmup", "0"]).output();
  assert.equal(code, 1);
  assert.equal(stdout.length, 0);
  assert.match(new TextDecoder().decode(stderr), /"sh -c exit 4": it ended with 4, expected 0/);
});
