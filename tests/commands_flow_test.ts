import assert from "node:assert/strict";
import { join } from "node:path";
import { json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Months of the synthetic city in a folder, as a source publishes them. */
async function publish(folder: string, months: string): Promise<string> {
  const home = join(folder, "city"), source = join(folder, "published");
  await json(["ingest", "--source", "synthetic", "--rows", "2000", "--months", months, "--home", home]);
  await Deno.rename(join(home, "raw", "synthetic"), source);
  return source;
}

Deno.test("taxi flow", (test) =>
  withTemporaryFolder(async (folder) => {
    const source = await publish(folder, "2024-01..2024-05"), home = join(folder, "home");
    const at = ["--home", home], monthly = ["flow", "run", "monthly", "--param", `source=${source}`];
    await test.step("list tells what there is, before anything ran", async () => {
      const { flows, runs } = await json(["flow", "list", ...at]);
      assert.deepEqual(flows.map(({ name }: { name: string }) => name), [
        "monthly",
        "train",
        "backfill",
        "monitor",
      ]);
      assert.deepEqual(runs, []);
    });
    await test.step("run --dry-run tells what would be done, and does nothing", async () => {
      const { would } = await json([...monthly, "--at", "2024-04-02", "--dry-run", ...at]);
      assert.deepEqual(would.map(({ key }: { key: string }) => key), [
        "ingest:2024-01",
        "ingest:2024-02",
        "ingest:2024-03",
      ]);
      assert.deepEqual((await json(["flow", "list", ...at])).runs, []);
    });
    let first = "";
    await test.step("run monthly: the newest month that is over, a first champion", async () => {
      const { flow_run_id, state, output } = await json([...monthly, "--at", "2024-04-02", ...at]);
      first = flow_run_id;
      assert.equal(state, "completed");
      assert.deepEqual([output.month, output.version, output.champion, output.monitored], [
        "2024-03",
        1,
        1,
        null,
      ]);
    });
    await test.step("run monthly again: the champion is judged by the new month and compared with a challenger", async () => {
      const { output } = await json([...monthly, "--at", "2024-05-02", ...at]);
      assert.equal(output.month, "2024-04");
      assert.equal(output.monitored.version, 1);
      assert.ok(output.monitored.mae > 0);
      const { champion, challenger, championMae, challengerMae, difference, interval, better } =
        output.compared;
      assert.deepEqual([champion, challenger], [1, 2]);
      assert.ok(Math.abs(challengerMae - championMae - difference) < 1e-9);
      assert.equal(better, interval[1] < 0);
      assert.equal(output.champion, better ? 2 : 1);
      const { versions } = await json(["models", "show", "taxi-duration", ...at]);
      const of = versions.find(({ aliases }: { aliases: string[] }) => aliases.includes("champion"));
      assert.equal(of.version, output.champion);
    });
    await test.step("show tells tasks and what they made; logs what was said", async () => {
      const { tasks, links } = await json(["flow", "show", first.slice(0, 12), ...at]);
      assert.ok(tasks.every(({ state }: { state: string }) => state === "completed"));
      const kinds = links.map(({ kind }: { kind: string }) => kind);
      assert.deepEqual([...new Set(kinds)].sort(), ["dataset", "model_version", "run"]);
      assert.match(await words(["flow", "logs", first, ...at]), /train: Run [0-9a-f]{32}: MAE \d/);
    });
    await test.step("resume --from does a task and all after it again, and takes the version that is there", async () => {
      const { output } = await json(["flow", "resume", first, "--from", "train", ...at]);
      assert.equal(output.version, 1);
      assert.match(
        await words(["flow", "resume", first, ...at], 2),
        /is completed, expected one that is not over/,
      );
      assert.match(
        await words(["flow", "resume", first, "--from", "walk", ...at], 2),
        /"walk": expected one/,
      );
    });
    await test.step("backfill takes what is missing, once", async () => {
      const backfill = [
        "flow",
        "run",
        "backfill",
        "--param",
        "months=2024-03..2024-05",
        "--param",
        `source=${source}`,
      ];
      const { output } = await json([...backfill, ...at]);
      assert.deepEqual(output, { ingested: [{ month: "2024-05", state: "missing" }], fresh: 2 });
      assert.deepEqual((await json([...backfill, ...at])).output, { ingested: [], fresh: 3 });
    });
    await test.step("a month that breaks the data contract is told, and nothing is learnt from it", async () => {
      const refused = await words([...monthly, "--at", "2024-01-02", "--param", "month=2024-06", ...at], 1);
      assert.match(refused, /Flow run [0-9a-f]{32} failed: Cannot find green 2024-06/);
    });
    await test.step("what cannot be meant is told", async () => {
      assert.match(await words(["flow", "run", "month-ly", ...at], 2), /Unknown flow "month-ly"/);
      assert.match(await words([...monthly, "--param", "taxi=red", ...at], 2), /parameter "taxi"/);
      assert.match(await words([...monthly, "--param", "nonsense", ...at], 2), /KEY=VALUE/);
      assert.match(await words(["flow", "cancel", first, ...at], 2), /is completed/);
      assert.match(await words(["flow", "show", "", ...at], 2), /ids begin so/);
      assert.match(await words(["flow", "serve", ...at], 2), /has no schedule/);
    });
    await test.step("prune removes what was over long ago", async () => {
      assert.equal((await json(["flow", "prune", ...at])).removed, 0);
      assert.equal((await json(["flow", "prune", "--older-than", "1m", ...at])).removed, 0);
    });
  }));
