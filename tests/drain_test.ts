import assert from "node:assert/strict";
import { join } from "node:path";
import { constantModel } from "./constant_model.ts";
import { rawPost, sendRaw } from "./raw_client.ts";
import { startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRIP = '{"PULocationID":161,"DOLocationID":236}';
const READYZ = "GET /readyz HTTP/1.1\r\nhost: taxi\r\nconnection: close\r\n\r\n";

/** Calls `work` with a running server. */
function withServer(
  options: readonly string[],
  work: (port: number, stop: () => Promise<{ code: number; stderr: string }>) => Promise<void>,
) {
  return withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(12));
    await using server = await startServer(["--model", model, "--home", home, ...options]);
    await work(Number(new URL(server.url).port), () => server.stop());
  });
}

Deno.test({
  name:
    "taxi serve answers on while /readyz says that it is about to stop, each answer the last of its connection",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withServer(["--drain-delay", "2"], async (port, stop) => {
      const ended = stop();
      let readiness = await sendRaw(port, READYZ);
      while (readiness.statuses[0] === 200) readiness = await sendRaw(port, READYZ);
      assert.deepEqual(readiness.statuses, [503]);
      assert.match(readiness.text, /"code":"stopping"/);
      const kept = await sendRaw(port, rawPost(TRIP).replace("connection: close\r\n", ""));
      assert.deepEqual(kept.statuses, [200], "it returned, so the server has closed the connection");
      assert.match(kept.text, /connection: close/i);
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
    }),
});

Deno.test({
  name: "taxi serve answers a request that is still coming in when it is told to stop",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withServer([], async (port, stop) => {
      const slow = sendRaw(port, rawPost(TRIP), { dribbleMilliseconds: 2 });
      await sendRaw(port, rawPost(TRIP)); // by now the slow one is accepted
      const { code, stderr } = await stop();
      const { statuses, text } = await slow;
      assert.equal(code, 0, stderr);
      assert.deepEqual(statuses, [200], text);
    }),
});

Deno.test({
  name: "taxi serve ends in its time although a request does not",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withServer(["--drain-timeout", "0.5"], async (port, stop) => {
      const stuck = sendRaw(port, rawPost(`[${" ".repeat(5000)}]`), { dribbleMilliseconds: 5 });
      await sendRaw(port, rawPost(TRIP));
      const { code, stderr } = await stop();
      assert.equal(code, 0, stderr);
      assert.deepEqual((await stuck).statuses, []);
    }),
});
