import assert from "node:assert/strict";
import type { StoreCase } from "./store_case.ts";

/** What pages that compare runs and move aliases need: part of the contract of every store. */
export const PAGE_CASES: readonly StoreCase[] = [
  {
    name: "runs.values reads values alone, in the asked order, whatever the keys are called",
    async run({ runs }) {
      const first = await runs.create({ experimentId: 0, name: "a", startTime: 5 });
      await runs.log(first.runId, {
        params: { lr: "0.1", constructor: "x", ["__proto__"]: "z" },
        tags: { team: "red" },
        metrics: [
          { key: "mae", value: 3, step: 0 },
          { key: "mae", value: 2, step: 1 },
          { key: "odd", value: NaN },
          { key: "far", value: -Infinity },
        ],
      });
      await runs.end(first.runId, { status: "finished", endTime: 9 });
      const second = await runs.create({ experimentId: 0, name: "b" });
      await runs.delete(second.runId);
      const found = await runs.values([second.runId, "none", first.runId]);
      assert.deepEqual(found.map(({ name, deletedAt }) => [name, deletedAt !== null]), [["b", true], [
        "a",
        false,
      ]]);
      const { params, metrics, tags, ...told } = found[1];
      assert.deepEqual(told, {
        ...{ runId: first.runId, experimentId: 0, name: "a", status: "finished" },
        ...{ startTime: 5, endTime: 9, deletedAt: null },
      });
      assert.deepEqual([...params], [["__proto__", "z"], ["constructor", "x"], ["lr", "0.1"]]);
      assert.deepEqual([...metrics], [["far", -Infinity], ["mae", 2], ["odd", NaN]]);
      assert.deepEqual([...tags], [["team", "red"]]);
      assert.deepEqual([found[0].params.size, await runs.values([])], [0, []]);
    },
  },
  {
    name: "models.moveAlias moves an alias only from where it is believed to be",
    async run({ models }) {
      for (let i = 0; i < 3; i++) await models.createVersion({ name: "duration", source: "s3://b/m" });
      const move = (from: number | null, to: number | null, alias = "champion") =>
        models.moveAlias("duration", { alias, from, to });
      const refused = (found: string, expected: string) => ({
        code: "alias_moved",
        message: `Cannot move alias "champion" of "duration": it is ${found}, expected it ${expected}`,
      });
      await move(null, 1);
      await assert.rejects(move(null, 2), refused("at version 1", "at no version"));
      await assert.rejects(move(3, 2), refused("at version 1", "at version 3"));
      await move(1, 2);
      assert.deepEqual((await models.get("duration")).aliases, { champion: 2 });
      await assert.rejects(move(2, 9), { code: "not_found" });
      await assert.rejects(move(null, 1, "v3"), { code: "invalid_alias" });
      await assert.rejects(models.moveAlias("none", { alias: "a", from: null, to: 1 }), {
        code: "not_found",
      });
      const before = await models.getVersion("duration", 3);
      await move(2, 3);
      assert.ok((await models.getVersion("duration", 3)).updatedAt > before.updatedAt);
      await move(3, null);
      await assert.rejects(move(3, null), refused("at no version", "at version 3"));
      assert.deepEqual((await models.get("duration")).aliases, {});
    },
  },
  {
    name: "models.moveAlias: of several at once that saw the same, one moves it",
    async run({ models }) {
      for (let i = 0; i < 4; i++) await models.createVersion({ name: "duration", source: "s3://b/m" });
      const moves = [1, 2, 3, 4].map((to) =>
        models.moveAlias("duration", { alias: "champion", from: null, to })
      );
      const outcomes = await Promise.allSettled(moves);
      const moved = outcomes.flatMap(({ status }, i) => status === "fulfilled" ? [i + 1] : []);
      assert.equal(moved.length, 1);
      assert.deepEqual((await models.get("duration")).aliases, { champion: moved[0] });
    },
  },
];
