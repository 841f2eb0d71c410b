import assert from "node:assert/strict";
import { sha256 } from "../lib/hash.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { cells, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Two versions of `fares`, the first its champion. @returns id of the run that made both */
async function makeModel(home: string): Promise<string> {
  await using tracking = await openTracking(home);
  const { experimentId } = await tracking.experiments.getOrCreate("fares");
  const { runId } = await tracking.runs.create({ experimentId, user: "", log: {} });
  for (const version of [1, 2]) {
    const artifact = `model/${version}.taxi`;
    await tracking.artifacts.log(runId, artifact, new TextEncoder().encode(`model ${version}`));
    const aliases = version === 1 ? ["champion"] : [];
    await tracking.models.createVersion({ name: "fares", runId, artifact, aliases, tags: { of: "test" } });
  }
  await tracking.runs.end(runId, { status: "finished" });
  return runId;
}

Deno.test("taxi models list in an empty home says what to type, for that home", () =>
  withTemporaryFolder(async (home) => {
    const text = await words(["models", "list", "--home", home]);
    assert.match(text, /^No registered models yet\.\n\nNext: .*taxi train .* --register taxi-duration /);
    assert.ok(text.endsWith(` --home ${home}\n`), text);
    assert.deepEqual(await json(["models", "list", "--home", home]), { models: [] });
  }));

Deno.test("taxi models list and show tell of versions and aliases in words and JSON", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    const runId = await makeModel(home);
    assert.deepEqual(cells(await words(["models", "list", ...at])), [
      ["model", "latest", "aliases"],
      ["fares", "2", "champion: 1"],
    ]);
    assert.deepEqual(await json(["models", "list", ...at]), {
      models: [{ name: "fares", latest_version: 2, aliases: { champion: 1 } }],
    });
    const [heading, newest, oldest] = cells(await words(["models", "show", "fares", ...at]));
    assert.deepEqual(heading, ["version", "aliases", "run", "made", "sha256"]);
    const hashes = ["model 1", "model 2"].map((text) => sha256(new TextEncoder().encode(text)));
    assert.deepEqual([newest[0], newest.at(-1)], ["2", hashes[1].slice(0, 12)]);
    assert.deepEqual(oldest.slice(0, 3), ["1", "champion", runId.slice(0, 8)]);
    const { name, versions } = await json(["models", "show", "fares", ...at]);
    assert.equal(name, "fares");
    // deno-lint-ignore no-explicit-any -- a document
    const [second, first] = versions as any[];
    assert.deepEqual([first.sha256, second.sha256], hashes);
    assert.deepEqual([first.aliases, second.aliases], [["champion"], []]);
    assert.deepEqual([first.run_id, first.tags], [runId, { of: "test" }]);
    assert.ok(Date.parse(first.created) <= Date.parse(second.created));
  }));

Deno.test("taxi models alias moves an alias, makes one, and points it away from all with none", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    await makeModel(home);
    const aliases = async () => (await json(["models", "list", ...at])).models[0].aliases;
    assert.equal(
      await words(["models", "alias", "fares", "champion", "2", ...at]),
      "fares@champion is version 2 now\n",
    );
    assert.deepEqual(await json(["models", "alias", "fares", "night-shift", "1", ...at]), {
      name: "fares",
      alias: "night-shift",
      version: 1,
    });
    assert.deepEqual(await aliases(), { champion: 2, "night-shift": 1 });
    assert.equal(
      await words(["models", "alias", "fares", "champion", "none", ...at]),
      "fares has no champion now\n",
    );
    assert.deepEqual(await aliases(), { "night-shift": 1 });
    const refused = (...args: string[]) => words(["models", "alias", ...args, ...at], 2);
    assert.match(await refused("fares", "champion", "1.5"), /Cannot read version "1\.5": expected a whole/);
    assert.match(await refused("fares", "latest", "1"), /Cannot use "latest" as an alias/);
    assert.match(await refused("rides", "champion", "none"), /Cannot find registered model "rides"/);
    assert.deepEqual(await aliases(), { "night-shift": 1 });
  }));

Deno.test("taxi models delete takes a version without alias, whose number is not given again", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    const runId = await makeModel(home);
    assert.match(await words(["models", "delete", "fares", "1", ...at], 2), /it is its champion/);
    assert.equal(
      await words(["models", "delete", "fares", "2", ...at]),
      "Deleted fares version 2; its run and model file stay\n",
    );
    assert.match(
      await words(["models", "show", "fares", ...at]),
      /^version .*\n +1 +champion /,
    );
    const { artifacts } = await json(["runs", "show", runId, ...at]);
    assert.equal(artifacts.length, 2, "a model file went with the version");
    {
      await using tracking = await openTracking(home);
      const draft = { name: "fares", runId, artifact: "model/2.taxi" };
      assert.equal((await tracking.models.createVersion(draft)).version, 3);
    }
    assert.deepEqual(await json(["models", "delete", "fares", "3", ...at]), {
      name: "fares",
      version: 3,
      deleted: true,
    });
  }));
