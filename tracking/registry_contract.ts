import assert from "node:assert/strict";
import fc from "fast-check";
import type { StoreCase } from "./store_case.ts";
import type { Tracking } from "./tracking_store.ts";

async function runWithModel({ runs, artifacts }: Tracking): Promise<{ runId: string; sha256: string }> {
  const { runId } = await runs.create({ experimentId: 0 });
  const { sha256 } = await artifacts.log(runId, "model.json", crypto.getRandomValues(new Uint8Array(8)));
  return { runId, sha256 };
}

/** Registered models, versions and aliases: part of the contract of every store. */
export const REGISTRY_CASES: readonly StoreCase[] = [
  {
    name: "models.createVersion numbers from 1 and keeps run, hash, tags and aliases",
    async run(store) {
      const { runId, sha256 } = await runWithModel(store);
      const draft = { name: "duration", runId, artifact: "model.json" };
      const first = await store.models.createVersion({
        ...draft,
        tags: { kind: "linear" },
        aliases: ["champion"],
      });
      const { createdAt: _, updatedAt: __, ...stated } = first;
      assert.deepEqual(stated, {
        ...{
          name: "duration",
          version: 1,
          runId,
          source: `runs:/${runId}/model.json`,
          sha256,
          status: "ready",
        },
        ...{
          description: "",
          tags: { kind: "linear" },
          aliases: ["champion"],
          stage: "None",
          storage: "",
          runLink: "",
        },
      });
      assert.equal((await store.models.createVersion(draft)).version, 2);
      assert.equal((await store.models.createVersion({ ...draft, name: "tip" })).version, 1);
      assert.deepEqual((await store.models.listVersions("duration")).map(({ version }) => version), [2, 1]);
      const listed = (await store.models.list()).map((
        model,
      ) => [model.name, model.latestVersion, model.aliases]);
      assert.deepEqual(listed, [["duration", 2, { champion: 1 }], ["tip", 1, {}]]);
    },
  },
  {
    name: "models.createVersion registers everything or nothing",
    async run(store) {
      const { runId } = await runWithModel(store);
      const draft = { name: "duration", runId, artifact: "model.json" };
      await assert.rejects(store.models.createVersion({ ...draft, aliases: ["champion", "latest"] }), {
        code: "invalid_alias",
      });
      await assert.rejects(store.models.createVersion({ ...draft, tags: { "a//b": "" } }), {
        code: "invalid_key",
      });
      assert.deepEqual(await store.models.list(), []);
      assert.equal((await store.models.createVersion(draft)).version, 1);
    },
  },
  {
    name: "models.createVersion points only to what exists",
    async run(store) {
      const { runId } = await runWithModel(store);
      const { models } = store;
      const draft = { name: "duration", runId };
      await assert.rejects(models.createVersion({ ...draft, artifact: "x" }), {
        message: `Cannot register "duration": run "${runId}" has no artifact "x"`,
      });
      await assert.rejects(models.createVersion({ ...draft, runId: "abc" }), {
        message: /there is no run "abc"/,
      });
      await assert.rejects(models.createVersion(draft), { name: "UsageError" });
      for (const name of ["", " ", "a/b", "a:b", "a@b"]) {
        await assert.rejects(
          models.createVersion({ name, source: "s3://b/m" }),
          { code: "invalid_name" },
          name,
        );
      }
      assert.equal((await models.createVersion({ name: "duration", source: "s3://b/m" })).sha256, null);
    },
  },
  {
    name: "models.createVersion finds the model file in a folder of the store, by source or storage",
    async run({ files, models }) {
      const folder = "0/models/m-1/artifacts", here = `mlflow-artifacts:/${folder}`;
      const { sha256 } = await files.put(`${folder}/model.taxi`, new Uint8Array([7]));
      await files.put("0/other/artifacts/model.pkl", new Uint8Array([8]));
      const registered = async (draft: { source: string; storage?: string }) =>
        (await models.createVersion({ name: "duration", ...draft })).sha256;
      assert.equal(await registered({ source: here }), sha256);
      assert.equal(await registered({ source: "models:/m-1", storage: here }), sha256);
      for (const other of ["mlflow-artifacts:/0/other/artifacts", `s3://b/${folder}`, `${here}/model.taxi`]) {
        assert.equal(await registered({ source: other }), null, other);
      }
    },
  },
  {
    name: "models: an alias points to the version it was last set to",
    async run({ models }) {
      for (let i = 0; i < 3; i++) await models.createVersion({ name: "duration", source: "s3://b/m" });
      const moves = fc.array(
        fc.record({
          alias: fc.constantFrom("champion", "challenger", "constructor", "__proto__"),
          version: fc.option(fc.integer({ min: 1, max: 3 })),
        }),
        { maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(moves, async (moves) => {
          const expected = new Map<string, number>(Object.entries((await models.get("duration")).aliases));
          for (const { alias, version } of moves) {
            if (version === null) (await models.deleteAlias("duration", alias), expected.delete(alias));
            else (await models.setAlias("duration", alias, version), expected.set(alias, version));
          }
          assert.deepEqual(new Map(Object.entries((await models.get("duration")).aliases)), expected);
          for (const [alias, version] of expected) {
            const found = await models.getVersionByAlias("duration", alias);
            assert.equal(found.version, version);
            assert.ok(found.aliases.includes(alias));
          }
        }),
        { numRuns: 30 },
      );
      assert.equal((await models.getVersionByAlias("duration", "latest")).version, 3);
    },
  },
  {
    name: "models: what does not exist is named with what does",
    async run({ models }) {
      for (let i = 0; i < 5; i++) await models.createVersion({ name: "duration", source: "s3://b/m" });
      await models.setAlias("duration", "champion", 2);
      await models.getOrCreate("empty");
      const absent = (promise: Promise<unknown>, message: string) =>
        assert.rejects(promise, { code: "not_found", message });
      await absent(models.getVersion("duration", 7), 'Cannot find version 7 of "duration": latest is 5');
      await absent(models.setAlias("duration", "a", 7), 'Cannot find version 7 of "duration": latest is 5');
      await absent(models.getVersion("empty", 1), 'Cannot find version 1 of "empty": it has no versions');
      await absent(models.get("x"), 'Cannot find registered model "x"');
      await absent(models.listVersions("x"), 'Cannot find registered model "x"');
      await absent(models.deleteAlias("x", "a"), 'Cannot find registered model "x"');
      const alias = 'Cannot find alias "best" of "duration": it has "champion"';
      await absent(models.getVersionByAlias("duration", "best"), alias);
      await absent(
        models.getVersionByAlias("empty", "latest"),
        'Cannot find alias "latest" of "empty": it has no aliases',
      );
    },
  },
  {
    name: "models.deleteVersion drops its aliases and never gives its number again",
    async run({ models }) {
      const draft = { name: "duration", source: "s3://b/m" };
      await models.createVersion(draft);
      await models.createVersion({ ...draft, tags: { a: "b" }, aliases: ["champion"] });
      await models.deleteVersion("duration", 2);
      const { latestVersion, aliases } = await models.get("duration");
      assert.deepEqual({ latestVersion, aliases }, { latestVersion: 1, aliases: {} });
      const next = await models.createVersion(draft);
      assert.deepEqual([next.version, next.tags], [3, {}]);
      await models.setVersionTags("duration", 3, { verdict: "ok" });
      await models.setVersionTags("duration", 3, { verdict: "alert" });
      assert.deepEqual((await models.getVersion("duration", 3)).tags, { verdict: "alert" });
    },
  },
];
