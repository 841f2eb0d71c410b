import assert from "node:assert/strict";
import { type Contestant, runAlternating } from "./paired_runs.ts";

function recorder(log: string[]): (name: string) => Contestant<number> {
  return (name) => ({
    name,
    run: (round) => {
      log.push(name);
      return Promise.resolve(round);
    },
  });
}

Deno.test("runAlternating swaps the order each round and keeps samples by round", async () => {
  const log: string[] = [];
  const side = recorder(log);
  const samples = await runAlternating(side("A"), side("B"), { rounds: 3, warmup: 0 });
  assert.equal(log.join(""), "ABBAAB");
  assert.deepEqual(samples, [[0, 1, 2], [0, 1, 2]]);
});

Deno.test("runAlternating throws warm-up rounds away but tells of them", async () => {
  const told: string[] = [];
  const side = recorder([]);
  const options = {
    rounds: 1,
    warmup: 1,
    onRun: (name: string, round: number) => told.push(`${name}${round}`),
  };
  const samples = await runAlternating(side("A"), side("B"), options);
  assert.deepEqual(told, ["B-1", "A-1", "A0", "B0"]);
  assert.deepEqual(samples, [[0], [0]]);
});

Deno.test("runAlternating stops at the first run that fails", async () => {
  const broken: Contestant<number> = { name: "B", run: () => Promise.reject(new Error("broken")) };
  const log: string[] = [];
  await assert.rejects(runAlternating(recorder(log)("A"), broken, { rounds: 2, warmup: 0 }), /broken/);
  assert.deepEqual(log, ["A"]);
});
