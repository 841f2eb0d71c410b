import assert from "node:assert/strict";
import { join } from "node:path";
import { openTracking } from "../tracking/tracking_store.ts";
import { ingestSmall, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("taxi models card", (test) =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    await ingestSmall(home, "2024-03..2024-04");
    const train = ["train", "--train", "2024-03", "--test", "2024-04", ...at];
    const { run_id, metrics } = await json([...train, "--register", "fares"]);
    const { file } = await json([...train, "--model", "mean"]);
    await test.step("describes the champion of a name, a version and an alias alike", async () => {
      const card = await words(["models", "card", "fares", ...at]);
      assert.match(card, /^# fares version 1\n[^]*Measured coverage: \d[^]*It learnt from an invented city/);
      assert.equal(await words(["models", "card", "fares/1", ...at]), card);
      assert.equal(await words(["models", "card", "fares@champion", ...at]), card);
    });
    await test.step("describes a file, and writes it where it is told", async () => {
      const output = join(home, "new", "card.md");
      const said = await words(["models", "card", file, "--output", output, ...at]);
      assert.equal(said, `Model card ${output}\n`);
      assert.match(await Deno.readTextFile(output), /^# \w{32}\n[^]*\| kind +\| mean/);
    });
    await test.step("tells the same as data", async () => {
      const facts = await json(["models", "card", "fares", ...at]);
      assert.deepEqual([facts.name, facts.version, facts.kind], ["fares", 1, "linear"]);
      assert.equal(facts.metrics.mae, metrics.mae);
      assert.equal(facts.interval.level, 0.9);
      assert.deepEqual(facts.months.map(({ month }: { month: string }) => month), ["2024-04"]);
    });
    await test.step("is kept with the run that made the model", async () => {
      await using tracking = await openTracking(home);
      const kept = new TextDecoder().decode(await tracking.artifacts.read(run_id, "model/model_card.md"));
      const card = await words(["models", "card", "fares", ...at]);
      assert.equal(kept.split("\n").slice(1).join("\n"), card.split("\n").slice(1).join("\n"));
      assert.match(kept, /^# fares\n/);
    });
    await test.step("says what it cannot find", async () => {
      assert.match(
        await words(["models", "card", "tips", ...at], 2),
        /^taxi: Cannot find registered model "tips"/,
      );
      assert.match(
        await words(["models", "card", "none.taxi", ...at], 2),
        /^taxi: Cannot find model "none\.taxi"/,
      );
    });
  }));
