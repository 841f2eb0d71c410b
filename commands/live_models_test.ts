import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { writeAtomically } from "../lib/atomic_file.ts";
import { sha256 } from "../lib/hash.ts";
import type { ServedModels } from "../server/served_models.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { constantModel, registerModels } from "../tests/constant_model.ts";
import { sampleTable } from "../tests/sample_trips.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { findHome } from "./home.ts";
import {
  type FollowedModels,
  followModels,
  parseSplit,
  type ServedModelOptions,
  servedTitle,
} from "./live_models.ts";

const NAME = "fares";
const TRIP = sampleTable([{}]);

/** What a model says of any trip, which tells who answers. */
function answer(models: ServedModels, key = "rider"): number {
  return models.choose(() => key).predict(TRIP)[0];
}

/** Follows models in a home with versions 1 to 4 of `fares`, which say 1 to 4 minutes; the first is the champion. */
function withHome(
  work: (
    context: {
      home: string;
      follow: (options: ServedModelOptions) => Promise<FollowedModels>;
      alias: (alias: string, version: number | null) => Promise<void>;
      told: string[];
    },
  ) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (home) => {
    await registerModels(home, NAME, [1, 2, 3, 4].map(constantModel));
    const told: string[] = [];
    const alias = async (alias: string, version: number | null) => {
      await using tracking = await openTracking(home);
      if (version === null) await tracking.models.deleteAlias(NAME, alias);
      else await tracking.models.setAlias(NAME, alias, version);
    };
    const follow = (options: ServedModelOptions) =>
      followModels(findHome(home), options, ({ sentence }) => told.push(sentence));
    await work({ home, follow, alias, told });
  });
}

Deno.test("followModels follows an alias of the registry from version to version", () =>
  withHome(async ({ follow, alias, told }) => {
    using followed = await follow({ model: "fares@champion" });
    const { models } = followed;
    assert.equal(servedTitle(models), "fares version 1");
    assert.equal(answer(models), 1);
    for (let move = 0; move < 20; move++) {
      const version = 2 + move % 3;
      await alias("champion", version);
      await models.refresh();
      const [{ predictor }] = models.list();
      assert.deepEqual([predictor.name, predictor.version, answer(models)], [NAME, version, version]);
      assert.equal(predictor.hash, sha256(constantModel(version)));
    }
    assert.equal(told.length, 20);
    assert.equal(told[0], "fares@champion is version 2 now, version 1 before");
    assert.deepEqual(models.faults(), []);
  }));

Deno.test("followModels keeps the old model when the alias vanishes, until it is back", () =>
  withHome(async ({ follow, alias }) => {
    using followed = await follow({ model: "fares@champion" });
    const { models } = followed;
    await alias("champion", null);
    await models.refresh();
    assert.deepEqual(models.faults(), [
      'Cannot load fares@champion: cannot find alias "champion" of "fares": it has no aliases; version 1 is still serving',
    ]);
    assert.equal(answer(models), 1);
    await alias("champion", 2);
    await models.refresh();
    assert.deepEqual([answer(models), models.faults()], [2, []]);
  }));

Deno.test("followModels refuses a version whose bytes are not those that were registered", () =>
  withHome(async ({ home, follow, alias }) => {
    using followed = await follow({ model: "fares@champion" });
    const { models } = followed;
    const hash = sha256(constantModel(4)), path = join(home, "artifacts", hash.slice(0, 2), hash);
    await alias("champion", 4);
    const refused = async (reason: RegExp) => {
      await models.refresh();
      assert.match(models.faults()[0], reason);
      assert.match(
        models.faults()[0],
        /^Cannot load fares@champion \(version 4\): .*; version 1 is still serving$/,
      );
      assert.equal(answer(models), 1);
    };
    await Deno.writeFile(path, constantModel(3)); // a good model, but another one
    await refused(/its sha256 is [0-9a-f]{64}, expected that of its name/);
    await Deno.writeFile(path, constantModel(4).subarray(0, 100));
    await refused(/its sha256 is/);
    await Deno.remove(path);
    await refused(/cannot find artifact content/);
    await Deno.writeFile(path, constantModel(4));
    await models.refresh();
    assert.deepEqual([answer(models), models.faults()], [4, []]);
  }));

Deno.test("followModels keeps the old model while the registry is locked, gone or replaced", () =>
  withHome(async ({ home, follow, alias }) => {
    using followed = await follow({ model: "fares@champion" });
    const { models } = followed;
    const path = join(home, "tracking.db");
    followed[Symbol.dispose](); // else the owner could not have it for itself
    const owner = new DatabaseSync(path);
    owner.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
    await models.refresh();
    assert.match(
      models.faults()[0],
      /cannot read registry ".*": database is locked; version 1 is still serving$/,
    );
    owner.close();
    await models.refresh();
    assert.deepEqual(models.faults(), []);
    followed[Symbol.dispose]();
    await Deno.rename(path, `${path}.away`);
    await models.refresh();
    assert.match(models.faults()[0], /cannot find registry ".*": no such file; version 1 is still serving$/);
    await Deno.rename(`${path}.away`, path);
    await alias("champion", 3);
    await models.refresh();
    assert.deepEqual([answer(models), models.faults()], [3, []]);
  }));

Deno.test("followModels follows a model file that is replaced, and keeps the old one while it is no good", () =>
  withHome(async ({ home, follow, told }) => {
    const path = join(home, "m.taxi");
    const replace = (bytes: Uint8Array) =>
      writeAtomically(path, (temporary) => Deno.writeFile(temporary, bytes));
    await Deno.writeFile(path, constantModel(1));
    using followed = await follow({ model: path });
    const { models } = followed;
    assert.deepEqual([models.list()[0].predictor.name, answer(models)], ["m", 1]);

    await replace(constantModel(2));
    await models.refresh();
    assert.equal(answer(models), 2);
    await models.refresh();
    assert.equal(told.length, 1, "looked into again, as it was written a moment ago, and found the same");

    const other = new TextDecoder().decode(constantModel(3)).split("\n")[1] + "\n";
    const foreign = other.replace('"PULocationID"', '"passenger_count"');
    assert.notEqual(foreign, other);
    const header = JSON.stringify({ format: "taxi-model", version: 1, sha256: sha256(foreign) });
    const bad: [RegExp, () => Promise<unknown>][] = [
      [/its checksum is .*: the file is damaged/, () => Deno.truncate(path, constantModel(2).length - 10)],
      [/it does not begin as a model file/, () => Deno.truncate(path, 0)],
      [/it does not begin as a model file/, () => replace(new TextEncoder().encode("PAR1".repeat(1000)))],
      [
        /its signature is not that of a model of trips/,
        () => Deno.writeTextFile(path, `${header}\n${foreign}`),
      ],
      [/no such file/, () => Deno.remove(path)],
      [/it is a folder, expected a model file/, () => Deno.mkdir(path)],
    ];
    for (const [reason, spoil] of bad) {
      await spoil();
      await models.refresh();
      assert.match(models.faults()[0], reason);
      assert.match(models.faults()[0], /; the file with SHA-256 [0-9a-f]{12} is still serving$/);
      assert.equal(answer(models), 2);
    }
    await Deno.remove(path);
    await Deno.writeFile(path, constantModel(4));
    await models.refresh();
    assert.deepEqual([answer(models), models.faults()], [4, []]);
  }));

Deno.test("followModels picks no part of a file that is being written for a model", () =>
  withHome(async ({ home, follow }) => {
    const path = join(home, "m.taxi");
    await Deno.writeFile(path, constantModel(1));
    using followed = await follow({ model: path });
    const { models } = followed;
    const bytes = constantModel(2);
    const parts = fc.integer({ min: 1, max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(parts, async (length) => {
        await Deno.writeFile(path, bytes.subarray(0, length));
        await models.refresh();
        assert.equal(answer(models), 1);
        assert.equal(models.faults().length, 1);
      }),
      { numRuns: 30 },
    );
    await Deno.writeFile(path, bytes);
    await models.refresh();
    assert.deepEqual([answer(models), models.faults()], [2, []]);
  }));

Deno.test("followModels notices a change of the same size at the same time", () =>
  withHome(async ({ home, follow }) => {
    const path = join(home, "m.taxi");
    const now = new Date();
    for (const minutes of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      await Deno.writeFile(path, constantModel(minutes));
      await Deno.utime(path, now, now);
      if (minutes === 1) continue;
      using followed = await follow({ model: path });
      await Deno.writeFile(path, constantModel(minutes - 1));
      await Deno.utime(path, now, now);
      await followed.models.refresh();
      assert.equal(answer(followed.models), minutes - 1);
    }
  }));

Deno.test("followModels loads a file that lies untouched only once", () =>
  withHome(async ({ home, follow }) => {
    const path = join(home, "m.taxi");
    await Deno.writeFile(path, constantModel(1));
    using followed = await follow({ model: path, shadow: path });
    const before = followed.models.list().map(({ predictor }) => predictor);
    for (let n = 0; n < 3; n++) await followed.models.refresh();
    assert.deepEqual(followed.models.list().map(({ predictor }, at) => predictor === before[at]), [
      true,
      true,
    ]);
  }));

Deno.test("followModels reads a model that comes through a pipe once", {
  ignore: Deno.build.os === "windows",
}, () =>
  withHome(async ({ home, follow }) => {
    const path = join(home, "pipe");
    assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
    await Deno.writeFile(join(home, "m.taxi"), constantModel(3));
    const writer = new Deno.Command("sh", { args: ["-c", 'cat "$0" > "$1"', join(home, "m.taxi"), path] })
      .spawn();
    const followed = await follow({ model: path });
    await writer.status;
    await followed.models.refresh();
    assert.deepEqual([answer(followed.models), followed.models.faults()], [3, []]);
    followed[Symbol.dispose]();

    using replaced = await follow({ model: join(home, "m.taxi") });
    await Deno.rename(path, join(home, "m.taxi"));
    await replaced.models.refresh();
    assert.match(replaced.models.faults()[0], /it is a pipe, which is read at the start only; the file with/);
  }));

Deno.test("followModels shares the answers among aliases, each of which moves by itself", () =>
  withHome(async ({ follow, alias, told }) => {
    await alias("challenger", 2);
    const split = parseSplit("champion=50,challenger=50");
    using followed = await follow({ model: NAME, split, shadow: "fares/4" });
    const { models } = followed;
    assert.deepEqual(models.list().map(({ role, weight, predictor }) => [role, weight, predictor.version]), [
      ["champion", 50, 1],
      ["challenger", 50, 2],
      ["shadow", 0, 4],
    ]);
    assert.equal(
      servedTitle(models),
      "fares version 1 (50 %), fares version 2 (50 %), shadow fares version 4",
    );
    const keys = Array.from({ length: 200 }, (_, n) => `rider-${n}`);
    const before = keys.map((key) => answer(models, key));
    assert.deepEqual([...new Set(before)].sort(), [1, 2]);
    await alias("challenger", 3);
    await models.refresh();
    assert.deepEqual(keys.map((key) => answer(models, key)), before.map((minutes) => minutes === 1 ? 1 : 3));
    assert.deepEqual(told, ["fares@challenger is version 3 now, version 2 before"]);

    using again = await follow({ model: "fares@champion", split: parseSplit("challenger=1,champion=1") });
    assert.deepEqual(keys.map((key) => answer(again.models, key)), keys.map((key) => answer(models, key)));
    using swapped = await follow({ model: "fares@challenger", split });
    assert.equal(
      swapped.models.list()[0].predictor.version,
      3,
      "the alias that --model names is the champion",
    );
  }));

Deno.test("followModels says what is not there, and what contradicts itself", () =>
  withHome(async ({ home, follow }) => {
    const refused = (options: ServedModelOptions, message: RegExp, hint?: RegExp) =>
      assert.rejects(follow(options), (error: Error & { exit?: number; hint?: string }) => {
        assert.equal(error.exit, 2);
        assert.match(error.message, message);
        if (hint) assert.match(error.hint!, hint);
        return true;
      });
    const split = parseSplit("champion=90,challenger=10");
    await refused(
      { model: "fares@champion", split },
      /^Cannot find alias "challenger" of "fares": it has "champion"$/,
    );
    await refused({ model: "fares@champion", shadow: "fares@next" }, /^Cannot find alias "next" of "fares"/);
    await refused(
      { model: "fares@champion", shadow: join(home, "no.taxi") },
      /^Cannot find model ".*no\.taxi"/,
    );
    await refused({ model: join(home, "no.taxi") }, /^Cannot find model ".*no\.taxi": no such file$/);
    await refused(
      { model: "fares/2", split },
      /^Cannot split "fares\/2" by "champion=90,challenger=10": expected the name of a registered model$/,
      /^taxi serve --model NAME --split champion=90,challenger=10$/,
    );
    await refused(
      { model: "fares@best", split },
      /^Cannot split "fares@best" by "champion=90,challenger=10": "best" has no share of it$/,
      /^taxi serve --model fares --split /,
    );
  }));

Deno.test("parseSplit reads whole shares and refuses everything else", () => {
  const entries = (text: string) => [...parseSplit(text)];
  assert.deepEqual(entries("champion=90,challenger=10"), [["champion", 90], ["challenger", 10]]);
  assert.deepEqual(entries(" a = 1 , b-2 = 0"), [["a", 1], ["b-2", 0]]);
  const refused: Record<string, RegExp> = {
    "": /found ""/,
    champion: /found "champion"/,
    "champion=90,": /found ""/,
    "champion=-1": /found "champion=-1"/,
    "champion=0.5,challenger=0.5": /found "champion=0\.5"/,
    "champion=90%": /found "champion=90%"/,
    "a=1,a=2": /"a" has two shares/,
    "a=0,b=0": /all shares are 0/,
    "a b=1": /found "a b=1"/,
  };
  for (const [text, reason] of Object.entries(refused)) {
    assert.throws(() => parseSplit(text), (error: Error & { hint?: string }) => {
      assert.match(error.message, reason);
      assert.match(
        error.message,
        /^Cannot read --split ".*": .*, expected such as champion=90,challenger=10$/,
      );
      assert.equal(error.hint, "taxi serve --model NAME --split champion=90,challenger=10");
      return true;
    });
  }
});
