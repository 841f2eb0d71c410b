import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sha256 } from "../lib/hash.ts";
import { openPredictionLog } from "./prediction_log.ts";
import { startProcess } from "./processes/start_process.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking, type Tracking } from "./tracking_store.ts";

const KILLS = 24;
/** What is acknowledged, in turn what a round waits for before it kills at any moment after. */
const WORDS = ["run", "artifact", "version", "finished", "prediction", "actual"];

Deno.test("what was acknowledged survives kill -9 at any moment, and dead runs are marked", () =>
  withTemporaryHome(async (home) => {
    const acknowledged: string[][] = [];
    let killedRuns = 0;
    for (let round = 0; round < KILLS; round++) {
      const child = startProcess(home, `p${round}`, 1_000_000);
      await child.said(WORDS[round % WORDS.length]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      child.kill();
      const { lines, complaint } = await child.ended;
      assert.equal(complaint, "");
      acknowledged.push(...lines);
      await using tracking = await openTracking(home);
      killedRuns += tracking.killedRuns.length;
      assert.deepEqual(await tracking.runs.search({ status: "running" }), []);
      await assertRunsKept(tracking, lines);
      assertIntact(home);
    }
    await using tracking = await openTracking(home);
    await assertRunsKept(tracking, acknowledged);
    assertPredictionsKept(home, acknowledged);
    for (const word of WORDS) {
      assert.ok(acknowledged.some(([first]) => first === word), `no ${word} was ever acknowledged`);
    }
    assert.ok(killedRuns > 0, "no run was ever killed in the middle");
  }));

async function assertRunsKept(tracking: Tracking, lines: readonly string[][]): Promise<void> {
  const finished = new Set(lines.filter(([word]) => word === "finished").map(([, runId]) => runId));
  for (const [word, first, second] of lines) {
    if (word === "run") {
      const { status } = await tracking.runs.get(first);
      assert.ok(
        status === "finished" || (status === "killed" && !finished.has(first)),
        `${first} is ${status}`,
      );
    } else if (word === "metric") {
      const { step } = (await tracking.runs.get(first)).metrics.loss;
      assert.ok(step >= Number(second));
    } else if (word === "artifact") {
      assert.equal(sha256(await tracking.artifacts.read(first, "model.bin")), second);
    } else if (word === "version") {
      const { runId, tags } = await tracking.models.getVersion("shared", Number(first));
      assert.equal(runId, second);
      assert.deepEqual(Object.keys(tags), ["process"]);
    }
  }
}

/** Both databases are whole, the newest version has its alias, and every stored file is what its name says. */
function assertIntact(home: string): void {
  for (const name of ["tracking.db", "predictions.db"]) {
    using database = new DatabaseSync(join(home, name));
    assert.equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
    assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
  }
  using database = new DatabaseSync(join(home, "tracking.db"));
  const sql = `SELECT (SELECT max(version) FROM model_versions) IS
    (SELECT version FROM model_aliases WHERE alias = 'newest') AS same`;
  assert.equal(database.prepare(sql).get()!.same, 1);
  if (!existsSync(join(home, "artifacts"))) return; // killed before its first artifact
  for (const folder of Deno.readDirSync(join(home, "artifacts"))) {
    if (folder.name.endsWith(".tmp")) continue; // of the dead process; goes with the next artifact
    for (const { name } of Deno.readDirSync(join(home, "artifacts", folder.name))) {
      assert.equal(sha256(Deno.readFileSync(join(home, "artifacts", folder.name, name))), name);
    }
  }
}

function assertPredictionsKept(home: string, lines: readonly string[][]): void {
  using log = openPredictionLog(home);
  const actuals = new Map<string, number | null>();
  for (const batch of log.readWindow({})) {
    for (const { requestId, actual } of batch) actuals.set(requestId, actual);
  }
  for (const [word, requestId] of lines) {
    if (word === "prediction") assert.ok(actuals.has(requestId), `prediction ${requestId} is lost`);
    if (word === "actual") {
      assert.notEqual(actuals.get(requestId) ?? null, null, `actual of ${requestId} is lost`);
    }
  }
}
