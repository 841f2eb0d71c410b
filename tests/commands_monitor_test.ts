import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJudgements } from "../tracking/judgement_reader.ts";
import { ingestSmall, json, words } from "./commands_home.ts";
import { logServed } from "./served_predictions.ts";
import { CHECKOUT, leftovers, startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const MODEL = "taxi-duration@champion";
const ROWS = 1000;

const SCHEDULED = ["monitor", "--schedule", "* * * * * *"];

Deno.test({
  name: "taxi monitor judges what was served",
  sanitizeOps: false, // drawing leaves a timer
  sanitizeResources: false,
  fn: (test) =>
    withTemporaryFolder(async (home) => {
      const at = ["--home", home];
      await ingestSmall(home, "2024-03..2024-04", 3000);
      await json(["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration", ...at]);
      await test.step("trips like the reference's, without actuals: steady, exit 0, no errors told", async () => {
        await logServed(home, { model: MODEL, month: "2024-04", rows: ROWS });
        const text = await words(["monitor", ...at]);
        assert.match(text, /^predicted_duration +\w+ .* ok$/m);
        assert.match(text, /^duration +skipped: /m);
        assert.doesNotMatch(text, /MAE/);
        const document = await json(["monitor", "--once", ...at]);
        assert.equal(document.verdict, "ok");
        assert.equal(document.model, "taxi-duration version 1");
        assert.equal(document.current.rows, ROWS);
        assert.ok(document.reference.rows > 2000, "the reference is the whole test month");
        assert.equal(document.regression.current, null);
        assert.equal(document.report, join(home, "reports", "monitor.html"));
        assert.match(await Deno.readTextFile(document.report), /^<!doctype html>/i);
      });
      await test.step("actuals for some: errors are told, of those that have one", async () => {
        await logServed(home, { model: MODEL, month: "2024-04", rows: ROWS, actuals: 400 });
        assert.match(await words(["monitor", "--last", "1000", ...at]), /^MAE [\d.]+ -> [\d.]+ min, RMSE /m);
        const document = await json(["monitor", "--last", "1000", ...at]);
        assert.deepEqual([document.current.rows, document.regression.current.rows], [ROWS, 400]);
        const { nominal, rows, covered } = document.regression.current.intervals;
        assert.deepEqual([nominal, rows], [0.9, 400]);
        assert.ok(covered > 0.8, `${covered} of the durations lie in their interval`);
        assert.equal((await json(["monitor", "--last", "2000", ...at])).current.rows, 2 * ROWS);
      });
      await test.step("only the airport's pickups: alert, exit 3, by name and in --output", async () => {
        await logServed(home, { model: MODEL, month: "2024-04", rows: 300, pickupZone: 132 });
        const output = join(home, "new", "airport.html");
        const document = await json(["monitor", "--last", "300", "--output", output, ...at], 3);
        assert.equal(document.verdict, "alert");
        const drifted = document.columns.filter(({ drifted }: { drifted?: boolean }) => drifted);
        assert.ok(drifted.some(({ column }: { column: string }) => column === "PULocationID"));
        assert.equal(document.report, output);
        assert.match(await Deno.readTextFile(output), /JFK Airport/);
        using judgements = readJudgements(home);
        const kept = judgements.read((rows) => rows.last("taxi-duration"))!;
        assert.deepEqual([kept.id, kept.verdict, kept.rows, kept.modelVersion], [
          document.judgement,
          "alert",
          300,
          1,
        ]);
        assert.equal(kept.alert.since, kept.windowTo, "an alert stands since the window that raised it");
        assert.match(await words(["monitor", "--last", "300", ...at], 3), /^PULocationID .* drifted$/m);
        assert.equal((await json(["monitor", "--last", "300", ...at], 3)).current.rows, 300);
      });
      await test.step("a fault and a usage error keep their own exit codes", async () => {
        const twice = await words([...SCHEDULED, "--once", ...at], 2);
        assert.match(twice, /^taxi: Both --once and --schedule are given, expected one of them\nTry: /);
        const never = await words(["monitor", "--schedule", "0 0 31 2 *", ...at], 2);
        assert.match(never, /^taxi: Cannot read --schedule "0 0 31 2 \*": that time never comes\nTry: /);
        await json(["train", "--train", "2024-03", "--test", "2024-04", "--model", "mean", ...at, ...[
          "--register",
          "other",
        ]]);
        const none = await words(["monitor", "--model", "other@champion", ...at], 1);
        assert.match(none, /no prediction of it\nTry: .*taxi serve --model other\/1\n$/);
      });
      for (const signal of Deno.build.os === "windows" ? [] : ["SIGINT", "SIGTERM"] as const) {
        await test.step(`--schedule judges, and ends with exit 0 at ${signal}`, async () => {
          const report = join(home, "reports", `${signal}.html`);
          const monitor = startTaxi([...SCHEDULED, "--last", "300", "--output", report, "--json", ...at]);
          const document = await monitor.document as { verdict: string; report: string } | undefined;
          monitor.kill(signal);
          const { code, stderr } = await monitor.ended;
          assert.equal(code, 0, stderr);
          assert.deepEqual([document?.verdict, document?.report], ["alert", report], stderr);
          assert.match(stderr, /^Judging at \* \* \* \* \* \*, next \d{4}-.*Z; stop with Ctrl-C\n/);
          assert.ok(existsSync(report));
          assert.deepEqual(leftovers(home), []);
        });
      }
    }),
});

Deno.test({
  name: "taxi monitor --schedule tells a judgement that fails and goes on",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTemporaryFolder(async (home) => {
      const [program, ...args] = [...CHECKOUT, ...SCHEDULED, "--home", home];
      const child = new Deno.Command(program, { args, stdout: "piped" }).spawn();
      let said = "";
      const fault = /^taxi: Cannot find registered model "taxi-duration"$/gm;
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        said += part;
        if (said.match(fault)?.length === 2) child.kill("SIGTERM"); // and reads on until it has ended
      }
      assert.equal((await child.status).code, 0, said);
      assert.ok((said.match(fault)?.length ?? 0) >= 2, said);
    }),
});
