import assert from "node:assert/strict";
import { trackRun } from "../commands/tracked_run.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { cells, json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Two finished runs and a failed one, a second after each other. */
async function makeRuns(home: string): Promise<{ first: string; second: string; failed: string }> {
  let now = Date.parse("2024-01-01T00:00:00Z");
  await using tracking = await openTracking(home, { now: () => now += 1000 });
  const finish = (experiment: string, model: string, mae: number) =>
    trackRun(tracking, experiment, { params: { model, taxi: "green" } }, async ({ runId }) => {
      await tracking.runs.log(runId, { metrics: [{ key: "mae", value: mae }, { key: "rmse", value: 6 }] });
      await tracking.artifacts.log(runId, "notes/day.txt", new TextEncoder().encode("fine\n"));
      return runId;
    });
  const first = await finish("taxi-duration", "mean", 4.5);
  const second = await finish("nightly", "linear", 3.25);
  let failed = "";
  await assert.rejects(trackRun(tracking, "nightly", {}, ({ runId }) => {
    failed = runId;
    throw new Error("the sky fell");
  }));
  return { first, second, failed };
}

/** The shortest start that no other id has. */
function prefix(id: string, others: readonly string[]): string {
  let length = 1;
  while (others.some((other) => other !== id && other.startsWith(id.slice(0, length)))) length++;
  return id.slice(0, length);
}

Deno.test("taxi runs list in an empty home says what to type, for that home", () =>
  withTemporaryFolder(async (home) => {
    const text = await words(["runs", "list", "--home", home]);
    assert.match(text, /^No runs yet\.\n\nNext: .*taxi train --train .* --test .*\n$/);
    assert.ok(text.endsWith(` --home ${home}\n`), text);
    assert.deepEqual(await json(["runs", "list", "--home", home]), { runs: [] });
    assert.equal(await words(["runs", "list", "--deleted", "--home", home]), "No deleted runs.\n");
  }));

Deno.test("taxi runs list, show and compare tell of several runs in words and JSON", (test) =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    const ids = await makeRuns(home);
    const all = Object.values(ids);
    const [first, second, failed] = all.map((id) => prefix(id, all));
    await test.step("list, newest first, by experiment and at most so many", async () => {
      const [heading, ...rows] = cells(await words(["runs", "list", ...at]));
      assert.deepEqual(heading, ["run", "name", "status", "started", "model", "MAE", "RMSE", "R2"]);
      assert.deepEqual(rows.map(([run]) => run), all.map((id) => id.slice(0, 8)).reverse());
      assert.deepEqual(rows[1].slice(4), ["linear", "3.250", "6.000"]);
      const listed = async (...more: string[]) =>
        (await json(["runs", "list", ...more, ...at])).runs.map(({ run_id }: { run_id: string }) => run_id);
      assert.deepEqual(await listed("--experiment", "nightly"), [ids.failed, ids.second]);
      assert.deepEqual(await listed("--limit", "1"), [ids.failed]);
      assert.deepEqual(await listed("--experiment", "Default"), []);
      assert.deepEqual(await listed("--filter", "metrics.mae < 9", "--order", "metrics.mae ASC"), [
        ids.second,
        ids.first,
      ]);
      assert.deepEqual(await listed("--order", "metrics.mae DESC", "--limit", "1"), [ids.first]);
      assert.match(
        await words(["runs", "list", "--filter", "metrics.mae < 'x'", ...at], 2),
        /Expected numeric/,
      );
      assert.match(
        await words(["runs", "list", "--experiment", "none", ...at], 2),
        /Cannot find experiment "none"/,
      );
    });
    await test.step("show a run by the start of its id", async () => {
      const text = await words(["runs", "show", first, ...at]);
      assert.match(text, new RegExp(`^\\w+-\\w+-\\d+  finished  ${ids.first}\n`));
      for (const line of [/^model +mean$/m, /^mae +4\.5$/m, /^taxi\.version +\d/m, /^notes\/day\.txt +5$/m]) {
        assert.match(text, line);
      }
      const document = await json(["runs", "show", ids.first, ...at]);
      assert.deepEqual(document.metrics, { mae: 4.5, rmse: 6 });
      assert.deepEqual(document.params, { model: "mean", taxi: "green" });
      assert.equal(document.artifacts[0].path, "notes/day.txt");
      assert.ok(Date.parse(document.started) <= Date.parse(document.ended));
    });
    await test.step("show why a run failed", async () => {
      assert.match(await words(["runs", "show", failed, ...at]), / {2}failed {2}.*\nFailed: the sky fell\n/);
      const { status, error } = await json(["runs", "show", failed, ...at]);
      assert.deepEqual({ status, error }, { status: "failed", error: "the sky fell" });
    });
    await test.step("compare marks what differs", async () => {
      const text = await words(["runs", "compare", first, second, failed, ...at]);
      const heading = all.map((id) => id.slice(0, 8)).join(" +");
      assert.match(text, new RegExp(`^param +${heading}`));
      assert.match(text, /^model +mean +linear +differs$/m);
      const pair = await words(["runs", "compare", first, second, ...at]);
      assert.match(pair, /^taxi +green +green$/m);
      assert.match(pair, /^mae +4\.5 +3\.25 +differs$/m);
      const { runs } = await json(["runs", "compare", second, first, ...at]);
      assert.deepEqual(runs.map(({ run_id }: { run_id: string }) => run_id), [ids.second, ids.first]);
    });
    await test.step("a start that no id or every id has is refused", async () => {
      assert.match(await words(["runs", "show", "xyz", ...at], 2), /"xyz": 0 ids begin so, expected one/);
      assert.match(await words(["runs", "show", "", ...at], 2), /"": 3 ids begin so, expected one/);
    });
  }));

Deno.test("taxi runs delete hides a run and restore takes it back, by the start of its id", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    const ids = await makeRuns(home);
    const start = prefix(ids.second, Object.values(ids));
    const listed = async (...more: string[]) =>
      (await json(["runs", "list", ...more, ...at])).runs.map(({ run_id }: { run_id: string }) => run_id);
    assert.equal(await words(["runs", "delete", start, ...at]), `Deleted run ${ids.second}\n`);
    assert.deepEqual(await listed(), [ids.failed, ids.first]);
    assert.deepEqual(await listed("--deleted"), [ids.second]);
    assert.match(await words(["runs", "show", start, ...at]), new RegExp(`  ${ids.second}  deleted\n`));
    assert.match(await words(["runs", "restore", "xyz", ...at], 2), /Try: .*taxi runs list --deleted\n$/);
    assert.deepEqual(await json(["runs", "restore", start, ...at]), { run_id: ids.second, deleted: false });
    assert.deepEqual(await listed(), [ids.failed, ids.second, ids.first]);
    assert.deepEqual(await listed("--deleted"), []);
    assert.doesNotMatch(await words(["runs", "show", start, ...at]), /deleted/);
  }));
