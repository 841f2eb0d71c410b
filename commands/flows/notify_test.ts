import assert from "node:assert/strict";
import { join } from "node:path";
import { type Notification, pauseNotification } from "./notification.ts";
import { type Channel, notify } from "./notify.ts";

const FAILED: Notification = {
  event: "failed",
  text: "taxi: monthly failed: no disk",
  flow: "monthly",
  flow_run_id: "3f2a",
  schedule: null,
  planned_at: "2026-01-05T11:00:00.000Z",
  attempt: 1,
  error: "no disk",
  output: null,
};
const DONT_WAIT = { wait: () => Promise.resolve() };

/** A server that fails so many times, then takes what it is sent. */
async function withReceiver(
  failures: number,
  visit: (url: URL, got: { body: string; headers: Headers }[]) => Promise<void>,
): Promise<void> {
  const got: { body: string; headers: Headers }[] = [];
  let left = failures;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const body = await request.text();
    if (left-- > 0) return new Response(null, { status: 503 });
    got.push({ body, headers: request.headers });
    return new Response(null, { status: 204 });
  });
  try {
    await visit(new URL(`http://127.0.0.1:${server.addr.port}/hook/s3cr3t`), got);
  } finally {
    await server.shutdown();
  }
}

Deno.test("notify posts to webhooks, signed, and to Slack as it takes it, again where that fails", () =>
  withReceiver(2, async (url, got) => {
    const on = ["failed"] as const, said: string[] = [];
    const webhook: Channel = { kind: "webhook", url, on }, slack: Channel = { kind: "slack", url, on };
    const options = { ...DONT_WAIT, secret: "key" };
    await notify([webhook], FAILED, (line) => said.push(line), options);
    await notify([slack, { ...webhook, on: ["completed"] }], FAILED, (line) => said.push(line), options);
    assert.deepEqual(JSON.parse(got[0].body), FAILED);
    assert.match(got[0].headers.get("x-taxi-signature")!, /^sha256=[0-9a-f]{64}$/);
    assert.deepEqual(JSON.parse(got[1].body), { text: FAILED.text });
    assert.equal(got[1].headers.get("x-taxi-signature"), null);
    assert.equal(got.length, 2);
    assert.deepEqual(said, []);
  }));

Deno.test("notify gives a command the notification, and tells what fails without any secret", () =>
  withReceiver(99, async (url) => {
    const folder = await Deno.makeTempDir(), file = join(folder, "told"), said: string[] = [];
    try {
      const on = ["paused"] as const;
      const write: Channel = {
        kind: "command",
        command: ["sh", "-c", `cat > '${file}'; echo "$TAXI_FLOW_EVENT" >> '${file}'`],
        on,
      };
      const broken: Channel = { kind: "command", command: ["sh", "-c", "exit 7"], on };
      const missing: Channel = { kind: "command", command: ["/no/such/program"], on };
      const paused = pauseNotification("nightly", "Its last run failed");
      const channels: Channel[] = [broken, { kind: "webhook", url, on }, missing, write];
      await notify(channels, paused, (line) => said.push(line), DONT_WAIT);
      const [document, event] = (await Deno.readTextFile(file)).split("}");
      assert.equal(
        JSON.parse(`${document}}`).text,
        'taxi: schedule "nightly" is paused: Its last run failed',
      );
      assert.equal(event.trim(), "paused");
      assert.equal(said.length, 3);
      assert.match(said.join("\n"), /"sh": it exited with 7/);
      assert.match(said.join("\n"), /"\/no\/such\/program"/);
      assert.doesNotMatch(said.join("\n"), /s3cr3t/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }));

Deno.test({
  name: "notify ends a command that hangs, and tells of it",
  ignore: Deno.build.os === "windows",
  async fn() {
    const said: string[] = [], command = ["sh", "-c", "sleep 1000 & sleep 1000"];
    const options = { ...DONT_WAIT, timeout: 50 };
    await notify([{ kind: "command", command, on: ["failed"] }], FAILED, (line) => said.push(line), options);
    assert.deepEqual(said, ['taxi: Cannot notify by the command "sh": it took longer than 0.05 s']);
  },
});
