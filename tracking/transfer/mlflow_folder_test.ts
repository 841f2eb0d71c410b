import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking } from "../tracking_store.ts";
import { openMlflowFolder } from "./mlflow_folder.ts";

const RUN = "0123456789abcdef0123456789abcdef", BROKEN = "b".repeat(32), CUT = "c".repeat(32);

/** Writes files below a folder. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), content);
  }
}

/** A folder as MLflow 1 wrote it: no times of the experiment, a run's id under its old name, numbers without quotes. */
const OLD = {
  "0/meta.yaml":
    "artifact_location: file:///home/of/nobody/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
  "7/meta.yaml":
    "artifact_location: /home/of/nobody/mlruns/7\nexperiment_id: 7\nlifecycle_stage: active\nname: trips\n",
  "7/tags/team": "city",
  [`7/${RUN}/meta.yaml`]:
    `run_uuid: ${RUN}\nexperiment_id: '7'\nname: ''\nlifecycle_stage: active\nstatus: 4\nstart_time: 10\nend_time: 20\nuser_id: ann\n`,
  [`7/${RUN}/tags/mlflow.runName`]: "of a tag",
  [`7/${RUN}/params/deep/alpha`]: "line\nline",
  [`7/${RUN}/params/empty`]: "",
  [`7/${RUN}/metrics/train/loss`]: "11 nan 1\n12 -inf -3\n13 0.5\n14 1e-05 9007199254740993\n",
  [`7/${RUN}/artifacts/plots/a.txt`]: "a",
};

Deno.test("a folder of MLflow 1 is imported from wherever it was copied to", () =>
  withTemporaryHome(async (home) => {
    const folder = join(home, "copied");
    await write(folder, OLD);
    await using tracking = await openTracking(join(home, "home"));
    for (const outcome of ["added", "here"] as const) {
      await using source = await openMlflowFolder(folder);
      const { leftOut, runs, experiments } = await tracking.transfer.import(source);
      assert.deepEqual([leftOut, runs[outcome]], [[], 1]);
      assert.deepEqual(experiments.map(({ name }) => name), ["Default", "trips"]);
    }
    const { name, user, status, params, tags } = await tracking.runs.get(RUN);
    assert.deepEqual([name, user, status], ["of a tag", "ann", "failed"]);
    assert.deepEqual([params, tags], [{ "deep/alpha": "line\nline", empty: "" }, {}]);
    const history = await tracking.runs.metricHistory(RUN, "train/loss");
    assert.deepEqual(
      history.map(({ value, timestamp, step, exactStep }) => [timestamp, value, exactStep ?? step]),
      [
        [11, NaN, 1],
        [12, -Infinity, -3],
        [13, 0.5, 0],
        [14, 1e-5, 9007199254740993n],
      ],
    );
    assert.deepEqual((await tracking.artifacts.list(RUN)).map(({ path }) => path), ["plots/a.txt"]);
    assert.deepEqual((await tracking.experiments.getByName("trips")).tags, { team: "city" });
  }));

Deno.test("runs that a crash left behind are left out and told", () =>
  withTemporaryHome(async (home) => {
    await write(home, {
      ...OLD,
      [`7/${BROKEN}/meta.yaml`]: "",
      [`7/${CUT}/meta.yaml`]: `run_id: ${CUT}\nstatus: 1\nstart_time: 1\n`,
      [`7/${CUT}/metrics/loss`]: "11 0.5 1\n12 0.",
      [`7/${CUT}/metrics/other`]: "12 abc 1\n",
      "7/no run/meta.yaml": "neither: run\n",
    });
    await using tracking = await openTracking(join(home, "home"));
    await using source = await openMlflowFolder(home);
    const { leftOut, runs } = await tracking.transfer.import(source);
    assert.equal(runs.added, 1);
    assert.deepEqual(leftOut.map(({ what }) => what).sort(), [`run "${BROKEN}"`, `run "${CUT}"`]);
    assert.ok(
      leftOut.some(({ why }) => /found "12 abc 1", expected a time, a value and a step/.test(why)),
    );
    assert.deepEqual((await tracking.runs.search({})).map(({ runId }) => runId), [RUN]);
  }));

Deno.test("a folder that is none of MLflow's is refused", () =>
  withTemporaryHome(async (home) => {
    await assert.rejects(openMlflowFolder(home), {
      code: "not_importable",
      message: /has no folder with a "meta\.yaml" of an experiment, expected MLflow's "mlruns"/,
    });
    await write(home, OLD);
    await assert.rejects(openMlflowFolder(home, { experiment: "none" }), {
      message: /it has "Default", "trips"/,
    });
  }));
