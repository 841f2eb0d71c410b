import assert from "node:assert/strict";
import { join } from "node:path";
import { makePlace, type Place } from "./bad_input_place.ts";
import type { BadInput } from "./bad_files.ts";
import { BAD_INPUTS } from "./bad_inputs.ts";
import { runMain } from "./run_main.ts";
import { leftovers, snapshot } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test({
  name: "taxi tells bad input in one sentence and leaves everything as it was",
  sanitizeOps: false, // `serve` listens for signals until its process ends
  sanitizeResources: false,
  fn: (test) =>
    withTemporaryFolder(async (folder) => {
      using blocker = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const place = await makePlace(folder, (blocker.addr as Deno.NetAddr).port);
      for (const bad of BAD_INPUTS) {
        await test.step(bad.name, async () => {
          const before = snapshot(folder);
          await check(bad, place);
          assert.deepEqual(snapshot(folder), before, "files were changed");
        });
      }
    }),
});

async function check({ args, bare, code, sentence, hint }: BadInput, place: Place): Promise<void> {
  const words = args(place);
  const home = words.includes("--home") ? [] : ["--home", place.home];
  const { stdout, stderr, ...ended } = await runMain(bare ? words : [...words, ...home, "--json"]);
  assert.equal(ended.code, code, stderr);
  assert.equal(stdout, "");
  const [told, ...more] = stderr.trimEnd().split("\n");
  assert.match(told, /^taxi: [A-Z]/);
  assert.match(told.slice("taxi: ".length), sentence);
  assert.doesNotMatch(told, /os error|\.tmp|\.$/);
  const hints = more.map((line) => line.replace(/^Try: (\.\/denow task )?/, ""));
  assert.ok(more.every((line, i) => line !== hints[i]) && hints.length <= 1, stderr);
  if (hint !== undefined) assert.match(hints.join(), hint);
}

Deno.test("taxi makes the folders of --output", () =>
  withTemporaryFolder(async (folder) => {
    const { home, model, files } = await makePlace(folder, 0);
    const input = join(files, "trips.csv");
    await Deno.writeTextFile(input, "PULocationID,DOLocationID,trip_distance\n161,236,2.5\n");
    const output = join(folder, "new", "deep", "out.csv");
    const args = ["predict", "--model", model, "--input", input, "--output", output, "--home", home];
    const { code, stderr } = await runMain(args);
    assert.equal(code, 0, stderr);
    assert.match(
      await Deno.readTextFile(output),
      /^PULocationID,DOLocationID,trip_distance,predicted_duration\n161,236,2\.5,\d+\.\d+\n$/,
    );
    assert.deepEqual(leftovers(folder), []);
  }));
