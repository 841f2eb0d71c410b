import assert from "node:assert/strict";
import { parseFlowConfig, readSchedule } from "./schedule_config.ts";

Deno.test("parseFlowConfig reads schedules with safe defaults, and channels", () => {
  const { schedules, notify } = parseFlowConfig(
    `
schedules:
  each month: { flow: monthly, cron: "0 6 5 * *", time_zone: America/New_York, params: { taxi: yellow } }
  often: { flow: monitor, cron: "*/5 * * * *", overlap: queue, missed: none, catch_up: 2h, jitter: 30s, pause_after: null }
notify:
  - webhook: https://hooks.example.org/a
  - command: [mail, -s, taxi]
    on: [completed]
`,
    "flows.yaml",
  );
  assert.deepEqual(readSchedule("each month", schedules.get("each month")), {
    ...{ name: "each month", flow: "monthly", cron: "0 6 5 * *", timeZone: "America/New_York" },
    ...{ params: { taxi: "yellow" }, overlap: "skip", missed: "latest-only" },
    ...{ catchUp: 604_800_000, jitter: 0, pauseAfter: 3 },
  });
  const { overlap, missed, catchUp, jitter, pauseAfter } = readSchedule("often", schedules.get("often"));
  assert.deepEqual([overlap, missed, catchUp, jitter, pauseAfter], [
    "queue",
    "none",
    7_200_000,
    30_000,
    null,
  ]);
  assert.deepEqual(notify.map(({ kind, on }) => [kind, on]), [
    ["webhook", ["failed", "crashed", "paused"]],
    ["command", ["completed"]],
  ]);
});

Deno.test("parseFlowConfig tells what cannot be meant, and never an address", () => {
  const refuse = (text: string, message: RegExp) =>
    assert.throws(() => parseFlowConfig(text, "flows.yaml"), { code: "usage", message });
  refuse("schedules: [1", /^Cannot read "flows.yaml": /);
  refuse("schedules: { a: { flow: monthly } }", /"schedules\.a\.cron"/);
  refuse('schedules: { a: { flow: monthly, cron: "x" } }', /"x" of schedule "a"/);
  refuse('schedules: { a: { flow: monthly, cron: "* * * * *", overlap: maybe } }', /"schedules\.a\.overlap"/);
  refuse('schedules: { a: { flow: monthly, cron: "* * * * *", catch_up: soon } }', /"soon"/);
  refuse("notify: [{ slack: $TAXI_TEST_NOT_SET }]", /TAXI_TEST_NOT_SET is not set/);
  assert.throws(
    () => parseFlowConfig("notify: [{ webhook: 'ftp://secret.example' }]", "f"),
    (error: Error) => {
      assert.doesNotMatch(error.message, /secret/);
      return true;
    },
  );
  assert.deepEqual([...parseFlowConfig("", "f").schedules], []);
});
