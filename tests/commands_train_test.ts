import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { MODEL_KINDS } from "../pipeline/models/model.ts";
import { readBundle } from "../pipeline/models/model_bundle.ts";
import { ingestSmall, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRAIN = ["train", "--train", "2024-03..2024-04", "--test", "2024-05"];

Deno.test("taxi train", (test) =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "a home"); // to be quoted in the next command
    const at = ["--home", home];
    await ingestSmall(home, "2024-03..2024-05");
    for (const options of [...MODEL_KINDS.map((kind) => ["--model", kind]), ["--reference-baseline"]]) {
      await test.step(`${options.join(" ")}: a run, its metrics, its file`, async () => {
        const { run_id, metrics, file, rows, model, registered } = await json([...TRAIN, ...options, ...at]);
        assert.equal(model, options[1] ?? "linear");
        assert.equal(registered, null);
        assert.ok(rows.train > rows.test && rows.test > 900, JSON.stringify(rows));
        assert.equal(file, join(home, "models", `${run_id}.taxi`));
        const { bundle } = await readBundle(file);
        assert.equal(bundle.model.kind, model);
        const { params, metrics: tracked, status } = await json(["runs", "show", run_id, ...at]);
        assert.equal(status, "finished");
        assert.equal(params.reference_baseline, String(options[0] === "--reference-baseline"));
        assert.equal(tracked.interval_coverage, bundle.interval!.coverage);
        for (const name of ["mae", "mse", "rmse", "r2"] as const) {
          assert.deepEqual([tracked[name], bundle.metrics[name]], [metrics[name], metrics[name]]);
        }
      });
    }
    await test.step("what it says: trips, metrics with units, the next command as a shell takes it", async () => {
      const text = await words([...TRAIN, "--model", "mean", ...at]);
      assert.match(text, /^Trained mean on [\d,]+ trips, tested on \d+ of 2024-05\nmetric +value +unit\n/);
      assert.match(text, /^MAE +\d+\.\d{3} +min$/m);
      const [, run, file] = /^Run (\w{32}), model file (.*)$/m.exec(text)!;
      assert.ok(file.endsWith(`${run}.taxi`) && existsSync(file));
      assert.ok(text.endsWith(`taxi serve --model '${file}' --home '${home}'\n`), text);
    });
    await test.step("--output writes the same model elsewhere, --experiment files the run", async () => {
      const output = join(folder, "new", "model.taxi");
      const { file, run_id } = await json([...TRAIN, "--output", output, "--experiment", "night", ...at]);
      assert.equal(file, output);
      assert.equal((await readBundle(output)).bundle.model.kind, "linear");
      const { runs } = await json(["runs", "list", "--experiment", "night", ...at]);
      assert.deepEqual(runs.map((run: { run_id: string }) => run.run_id), [run_id]);
      const { artifacts } = await json(["runs", "show", run_id, ...at]);
      assert.deepEqual(artifacts.map(({ path }: { path: string }) => path), [
        "model/model.taxi",
        "model/model_card.md",
      ]);
      assert.equal(artifacts[0].size, (await Deno.stat(output)).size);
    });
    await test.step("--register: the first version is champion, later ones challenger", async () => {
      const register = [...TRAIN, "--model", "mean", "--register", "night shift", ...at];
      const first = await words(register);
      assert.match(first, /^Registered night shift version 1 \(champion\)$/m);
      assert.ok(first.endsWith(`taxi serve --model 'night shift@champion' --home '${home}'\n`), first);
      const aliases = async () => (await json(["models", "list", ...at])).models[0].aliases;
      const { registered } = await json(register);
      assert.deepEqual(registered, { name: "night shift", version: 2, aliases: ["challenger"] });
      assert.match(await words(register), /^Registered night shift version 3 \(challenger\)$/m);
      assert.deepEqual(await aliases(), { champion: 1, challenger: 3 });
    });
    await test.step("a kind that the reference baseline is not leaves no run", async () => {
      const before = (await json(["runs", "list", ...at])).runs.length;
      const told = await words([...TRAIN, "--model", "mean", "--reference-baseline", ...at], 2);
      assert.match(told, /^taxi: The reference baseline is a linear model, found --model mean\nTry: /);
      assert.equal((await json(["runs", "list", ...at])).runs.length, before);
    });
  }));
