import assert from "node:assert/strict";
import { openPredictionLog } from "./prediction_log.ts";
import { startProcess } from "./processes/start_process.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openTracking } from "./tracking_store.ts";

const PROCESSES = 4;
const TURNS = 12;

Deno.test("four processes open, migrate and write one home at once: nothing is locked, lost or marked killed", () =>
  withTemporaryHome(async (home) => {
    const processes = Array.from({ length: PROCESSES }, (_, i) => startProcess(home, `p${i}`, TURNS));
    const ended = await Promise.all(processes.map((process) => process.ended));
    for (const { code, complaint } of ended) {
      assert.deepEqual({ code, complaint }, { code: 0, complaint: "" });
    }
    const lines = ended.flatMap((process) => process.lines);
    assert.equal(lines.filter(([word]) => word === "done").length, PROCESSES);
    assert.deepEqual(lines.filter(([word]) => word === "killed"), []);

    await using tracking = await openTracking(home);
    assert.deepEqual(tracking.killedRuns, []);
    assert.equal((await tracking.runs.search({ status: "finished" })).length, PROCESSES * TURNS);
    const versions = (await tracking.models.listVersions("shared")).map(({ version }) => version);
    assert.deepEqual(versions, Array.from({ length: PROCESSES * TURNS }, (_, i) => PROCESSES * TURNS - i));
    using log = openPredictionLog(home);
    assert.equal(log.count(), PROCESSES * TURNS * 5 * 4);
  }));

Deno.test("processes that open a home at once mark each dead run once and never one of the living", () =>
  withTemporaryHome(async (home) => {
    const dying = await openTracking(home);
    const dead: string[] = [];
    for (let i = 0; i < 5; i++) dead.push((await dying.runs.create({ experimentId: 0 })).runId);
    await dying.close();
    const processes = Array.from({ length: PROCESSES }, (_, i) => startProcess(home, `p${i}`, 2));
    const lines = (await Promise.all(processes.map((process) => process.ended))).flatMap((process) =>
      process.lines
    );
    const marked = lines.filter(([word]) => word === "killed").map(([, runId]) => runId);
    assert.deepEqual(marked.sort(), dead.sort());
    assert.equal(lines.filter(([word]) => word === "done").length, PROCESSES);
  }));
