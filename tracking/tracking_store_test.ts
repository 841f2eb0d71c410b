import assert from "node:assert/strict";
import { join } from "node:path";
import { STORE_CASES } from "./store_contract.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking } from "./tracking_store.ts";

for (const { name, run } of STORE_CASES) {
  Deno.test(`SQLite store: ${name}`, () =>
    withTemporaryHome(async (home) => {
      let time = 1_700_000_000_000;
      await using store = await openTracking(home, { now: () => time++ });
      await run(store);
    }));
}

Deno.test("openTracking finds again what an earlier process stored", () =>
  withTemporaryHome(async (home) => {
    const first = await openTracking(home);
    const { runId } = await first.runs.create({ experimentId: 0, log: { params: { alpha: "1" } } });
    await first.runs.end(runId, { status: "finished" });
    const stored = await first.runs.get(runId);
    await first.close();
    await first.close(); // a second time does nothing
    await using second = await openTracking(home);
    assert.deepEqual(await second.runs.get(runId), stored);
    assert.deepEqual(second.killedRuns, []);
  }));

Deno.test("openTracking names a tracking.db that is no database", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "tracking.db");
    await Deno.writeTextFile(path, "no database at all, although the name says so");
    await assert.rejects(openTracking(home), {
      message: `Cannot open database "${path}": file is not a database`,
    });
  }));

Deno.test("artifacts.log keeps the same bytes once, from memory or from a file", () =>
  withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    const { runId } = await store.runs.create({ experimentId: 0 });
    const bytes = new TextEncoder().encode("the same bytes");
    const file = join(home, "source.txt");
    await Deno.writeFile(file, bytes);
    const { sha256 } = await store.artifacts.log(runId, "a.txt", { file });
    assert.equal((await store.artifacts.log(runId, "b.txt", bytes)).sha256, sha256);
    const folders = [...Deno.readDirSync(join(home, "artifacts"))].map(({ name }) => name);
    assert.deepEqual(folders, [sha256.slice(0, 2)]);
    assert.deepEqual([...Deno.readDirSync(join(home, "artifacts", folders[0]))].map(({ name }) => name), [
      sha256,
    ]);
    assert.deepEqual(await store.artifacts.read(runId, "a.txt"), bytes);
  }));

Deno.test("artifacts.read refuses bytes that are no longer what was logged, artifacts.log repairs cut ones", () =>
  withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    const { runId } = await store.runs.create({ experimentId: 0 });
    const bytes = new TextEncoder().encode("model");
    const { sha256 } = await store.artifacts.log(runId, "model.json", bytes);
    const path = join(home, "artifacts", sha256.slice(0, 2), sha256);
    await Deno.writeTextFile(path, "mod");
    await assert.rejects(store.artifacts.read(runId, "model.json"), {
      code: "damaged",
      message: /^Cannot read ".*": its sha256 is [0-9a-f]{64}, expected that of its name$/,
    });
    await store.artifacts.log(runId, "model.json", bytes);
    assert.deepEqual(await store.artifacts.read(runId, "model.json"), bytes);
  }));
