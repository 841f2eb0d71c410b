import assert from "node:assert/strict";
import { join } from "node:path";
import { readJudgements } from "../tracking/judgement_reader.ts";
import { ingestSmall, json, words } from "./commands_home.ts";
import { logServed } from "./served_predictions.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const HOUR = 3_600_000;
const START = Date.parse("2024-06-01T00:00Z");
/** The airport's pickups only, from this hour on. */
const MOVED = 8;

const at = (hour: number) => new Date(START + hour * HOUR).toISOString().slice(0, 16);

/** A home with a model and 12 hours of its predictions, two hours of which are missing. */
async function withServedDay(run: (home: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (home) => {
    await ingestSmall(home, "2024-03..2024-04", 3000);
    await json([
      "train",
      "--train",
      "2024-03",
      "--test",
      "2024-04",
      "--register",
      "taxi-duration",
      "--home",
      home,
    ]);
    for (let hour = 0; hour < 12; hour++) {
      if (hour === 2 || hour === 5) continue;
      await logServed(home, {
        ...{ model: "taxi-duration@champion", month: "2024-04", rows: 400, at: START + hour * HOUR + 1000 },
        ...(hour < MOVED ? { actuals: 300 } : { pickupZone: 132 }),
      });
    }
    await run(home);
  });
}

/** A webhook that answers with this status, and what it was sent. */
function receiver(status: { value: number }) {
  const events: {
    event: string;
    text: string;
    window: { rows: number };
    findings: string[];
    judgement: number;
  }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const event = await request.json();
    if (status.value === 200) events.push(event);
    return new Response(null, { status: status.value });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/SECRET`,
    events,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test({
  name: "taxi monitor judges windows of time, keeps them, and tells of an alert once",
  sanitizeOps: false, // drawing leaves a timer
  sanitizeResources: false,
  fn: (test) =>
    withServedDay(async (home) => {
      const monitor = ["monitor", "--home", home, "--window", "1h", "--from", at(0)];
      using judgements = readJudgements(home);
      const status = { value: 404 };
      await using hook = receiver(status);
      await test.step("one window after another, those without predictions left out", async () => {
        const { windows, verdict, alert, current } = await json([...monitor, "--to", at(MOVED)]);
        assert.deepEqual(windows.map(({ from }: { from: string }) => new Date(from).getUTCHours()), [
          0,
          1,
          3,
          4,
          6,
          7,
        ]);
        assert.equal(current.name, "2024-06-01 07:00 to 08:00 UTC");
        assert.notEqual(verdict, "alert");
        assert.deepEqual(alert, { since: null, event: null });
        assert.ok(windows.every(({ rows, mae }: { rows: number; mae: number }) => rows === 400 && mae > 0));
        assert.match(await words([...monitor, "--to", at(MOVED)]), /Without a prediction: 2 of 8 windows/);
        assert.equal(
          judgements.read((rows) => rows.series("taxi-duration", 99).length),
          6,
          "judged twice, kept once",
        );
      });
      await test.step("an alert is raised once for windows that stay bad; a webhook that fails is tried again", async () => {
        const raised = [...monitor, "--to", at(10), "--webhook", hook.url];
        const failed = await words(raised, 3);
        assert.match(
          failed,
          /^taxi: Cannot notify the webhook at http:\S+: it answered 404; the next judgement tries again$/m,
        );
        assert.doesNotMatch(failed, /SECRET/);
        assert.doesNotMatch(await Deno.readTextFile(join(home, "reports", "monitor.html")), /SECRET/);
        status.value = 200;
        const { alert, judgement } = await json(raised, 3);
        assert.deepEqual(alert, { since: `${at(MOVED + 1)}:00.000Z`, event: "raised" });
        assert.equal((await json([...monitor, "--to", at(11), "--webhook", hook.url], 3)).alert.event, null);
        assert.equal(hook.events.length, 1);
        const [{ event, text, window, findings, judgement: told }] = hook.events;
        assert.deepEqual([event, window.rows, told], ["raised", 400, judgement]);
        assert.match(text, /^taxi: alert for taxi-duration version 1\nIn 2024-06-01 09:00 to 10:00 UTC, /);
        assert.ok(findings.some((sentence) => /JFK/.test(sentence)), findings.join());
      });
      await test.step("what was judged before changes no alert, and calm windows clear it", async () => {
        assert.equal((await json([...monitor, "--to", at(4)])).alert.since, `${at(MOVED + 1)}:00.000Z`);
        for (const hour of [12, 13]) {
          const calm = { model: "taxi-duration@champion", month: "2024-04", rows: 400, actuals: 300 };
          await logServed(home, { ...calm, at: START + hour * HOUR });
        }
        const { alert } = await json(
          ["monitor", "--home", home, "--window", "1h", "--windows", "2", "--to", at(14)].concat([
            "--webhook",
            hook.url,
          ]),
        );
        assert.deepEqual(alert, { since: null, event: "cleared" });
        assert.equal(hook.events.at(-1)!.event, "cleared");
      });
      await test.step("the configuration file has rules and thresholds, and options go before it", async () => {
        const config = join(home, "monitor.yaml");
        await Deno.writeTextFile(
          config,
          "drift: { threshold: 5 }\nmonitor: { raise_after: 2, cool_down: 1h }\n",
        );
        const calm = await json([...monitor, "--to", at(11), "--config", config]);
        assert.deepEqual([calm.verdict === "alert", calm.dataset.drifted], [false, 0]);
        const refused = await words(
          [...monitor, "--to", at(11), "--config", config, "--raise-within", "1"],
          2,
        );
        assert.match(refused, /^taxi: Cannot raise an alert after 2 of 1 windows/);
      });
      await test.step("a time without predictions is named", async () => {
        const none = await words(["monitor", "--home", home, "--from", at(2), "--to", at(3)], 1);
        assert.match(none, /has no prediction of it from 2024-06-01 02:00 to 03:00 UTC\nTry: /);
        assert.match(
          await words(["monitor", "--home", home, "--last", "5", "--window", "1h"], 2),
          /Cannot choose windows/,
        );
        assert.match(
          await words(["monitor", "--home", home, "--webhook", "ftp://x/SECRET"], 2),
          /expected http/,
        );
      });
    }),
});
