import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sha256 } from "../lib/hash.ts";
import { readRegistry } from "./registry_reader.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking, type Tracking } from "./tracking_store.ts";

const contentOf = (version: number) => new TextEncoder().encode(`model ${version}`);

/** Registers two versions of `fares`, the first its champion. */
async function makeModel(tracking: Tracking): Promise<void> {
  const { experimentId } = await tracking.experiments.getOrCreate("fares");
  const { runId } = await tracking.runs.create({ experimentId, user: "", log: {} });
  for (const version of [1, 2]) {
    const artifact = `model/${version}.taxi`;
    await tracking.artifacts.log(runId, artifact, contentOf(version));
    const aliases = version === 1 ? ["champion"] : [];
    await tracking.models.createVersion({ name: "fares", runId, artifact, aliases });
  }
}

Deno.test("readRegistry sees what another connection has committed, and the bytes of a version", () =>
  withTemporaryHome(async (home) => {
    await using tracking = await openTracking(home);
    using reader = readRegistry(home);
    await makeModel(tracking);
    const champion = async () => (await reader.find("fares", { alias: "champion" })).version;
    assert.equal(await champion(), 1);
    await tracking.models.setAlias("fares", "champion", 2);
    assert.equal(await champion(), 2);
    assert.equal((await reader.find("fares", { alias: "latest" })).version, 2);
    const first = await reader.find("fares", { version: 1 });
    assert.equal(first.sha256, sha256(contentOf(1)));
    assert.deepEqual(await reader.readModel(first), contentOf(1));
    await assert.rejects(reader.readModel({ ...first, sha256: "0".repeat(64) }), { name: "NotFoundError" });
    await assert.rejects(reader.readModel({ ...first, sha256: null }), {
      message:
        /^Cannot use version 1 of "fares": it was registered as "runs:.*", expected a model file of taxi$/,
    });
  }));

Deno.test("readRegistry says what is not there", () =>
  withTemporaryHome(async (home) => {
    using reader = readRegistry(home);
    const refused = (name: string, of: Parameters<typeof reader.find>[1], message: RegExp) =>
      assert.rejects(reader.find(name, of), { name: "NotFoundError", message });
    await refused("fares", { version: 1 }, /^Cannot find registry ".*tracking\.db": no such file$/);
    await using tracking = await openTracking(home);
    await refused("fares", { version: 1 }, /^Cannot find registered model "fares"$/);
    await makeModel(tracking);
    await refused("fares", { version: 3 }, /^Cannot find version 3 of "fares": latest is 2$/);
    await refused("fares", { alias: "best" }, /^Cannot find alias "best" of "fares": it has "champion"$/);
  }));

Deno.test("readRegistry does not wait for a writer, and sees the old state until it commits", () =>
  withTemporaryHome(async (home) => {
    await using tracking = await openTracking(home);
    await makeModel(tracking);
    using reader = readRegistry(home);
    using writer = new DatabaseSync(join(home, "tracking.db"));
    writer.exec("BEGIN IMMEDIATE; UPDATE model_aliases SET version = 2");
    assert.equal((await reader.find("fares", { alias: "champion" })).version, 1);
    writer.exec("COMMIT");
    assert.equal((await reader.find("fares", { alias: "champion" })).version, 2);
  }));

Deno.test("readRegistry gives up where the database stays locked, and waits where it does not", () =>
  withTemporaryHome(async (home) => {
    {
      await using tracking = await openTracking(home);
      await makeModel(tracking);
    }
    using impatient = readRegistry(home, undefined, 0), reader = readRegistry(home);
    const owner = new DatabaseSync(join(home, "tracking.db"));
    owner.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
    await assert.rejects(impatient.find("fares", { version: 1 }), {
      code: "database",
      message: /^Cannot read registry ".*": database is locked$/,
    });
    const found = reader.find("fares", { version: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    owner.close();
    assert.equal((await found).version, 1);
    assert.equal((await impatient.find("fares", { version: 1 })).version, 1);
  }));

Deno.test("readRegistry follows a database that was put in the place of the open one", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "tracking.db"), backup = join(home, "backup.db");
    {
      await using tracking = await openTracking(home);
      await makeModel(tracking);
    }
    await Deno.copyFile(path, backup);
    {
      await using tracking = await openTracking(home);
      await tracking.models.setAlias("fares", "champion", 2);
    }
    using reader = readRegistry(home);
    assert.equal((await reader.find("fares", { alias: "champion" })).version, 2);
    for (const part of ["-wal", "-shm"]) await Deno.remove(path + part);
    await Deno.rename(backup, path);
    assert.equal((await reader.find("fares", { alias: "champion" })).version, 1);
    await Deno.writeTextFile(
      `${path}.new`,
      "no database, only words that are long enough to be one".repeat(100),
    );
    await Deno.rename(`${path}.new`, path);
    await assert.rejects(reader.find("fares", { version: 1 }), {
      code: "database",
      message: /is not a database/,
    });
    await Deno.remove(path);
    await assert.rejects(reader.find("fares", { version: 1 }), { name: "NotFoundError" });
  }));
