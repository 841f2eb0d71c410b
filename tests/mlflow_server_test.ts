import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { sendRaw } from "./raw_client.ts";
import { filesBelow, postJson, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const WRITERS = 8;

function api(url: string, path: string): string {
  return `${url}/api/2.0/mlflow/${path}`;
}

async function createRun(url: string): Promise<string> {
  return (await postJson(api(url, "runs/create"), { experiment_id: "0", start_time: 1 })).run.info.run_id;
}

async function steps(url: string, run: string): Promise<number[]> {
  const response = await fetch(api(url, `metrics/get-history?run_id=${run}&metric_key=m`));
  const { metrics = [] } = await response.json();
  return metrics.map(({ step }: { step: number }) => step);
}

Deno.test("an upload that breaks off leaves no artifact and no bytes, and is the client's fault", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    await using server = await startServer(["--home", home]);
    const run = await createRun(server.url);
    const port = Number(new URL(server.url).port);
    const start =
      `PUT /api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/cut.bin HTTP/1.1\r\nhost: localhost\r\n`;
    for (
      const rest of [
        `content-length: 1000000\r\n\r\n${"x".repeat(70_000)}`,
        `transfer-encoding: chunked\r\n\r\n1000\r\n${"x".repeat(0x1000)}\r\n10`,
        "transfer-encoding: chunked\r\n\r\nzzz\r\nabc",
      ]
    ) {
      const { statuses } = await sendRaw(port, start + rest, { halfClose: true });
      assert.deepEqual(statuses, [400], rest.slice(0, 40));
    }
    const listed = await (await fetch(api(server.url, `artifacts/list?run_id=${run}`))).json();
    assert.equal(listed.files, undefined);
    assert.deepEqual(filesBelow(join(home, "artifacts")), []);
    const { stderr } = await server.stop();
    assert.doesNotMatch(stderr, /failed/);
  }));

Deno.test("two servers on one home write at once: nothing is locked, nothing is lost", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    await using first = await startServer(["--home", home]);
    await using second = await startServer(["--home", home]);
    const run = await createRun(first.url);
    const TURNS = 25;
    const write = async (writer: number) => {
      for (let turn = 0; turn < TURNS; turn++) {
        const url = (writer + turn) % 2 === 0 ? first.url : second.url;
        const step = writer * TURNS + turn;
        await postJson(api(url, "runs/log-batch"), {
          run_id: run,
          metrics: [{ key: "m", value: step, timestamp: step, step }],
          params: [{ key: `p${step}`, value: "1" }],
        });
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const all = Array.from({ length: WRITERS * TURNS }, (_, step) => step);
    assert.deepEqual(await steps(first.url, run), all);
    assert.deepEqual(await steps(second.url, run), all);
  }));

Deno.test("a server killed with SIGKILL has every acknowledged write when it starts again", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    const acknowledged: number[] = [];
    let run = "", next = 0;
    for (const acknowledgements of [7, 60, 200]) {
      await using server = await startServer(["--home", home]);
      run ||= await createRun(server.url);
      const until = acknowledged.length + acknowledgements;
      const write = async () => {
        while (acknowledged.length < until) {
          const step = next++;
          const body = { run_id: run, key: "m", value: step, timestamp: step, step };
          const answer = await fetch(api(server.url, "runs/log-metric"), {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }).catch(() => undefined); // it is dead
          if (answer === undefined) return;
          assert.equal(answer.status, 200, await answer.text());
          acknowledged.push(step);
          if (acknowledged.length === until) server.process.kill("SIGKILL");
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      await server.process.ended;
    }
    await using server = await startServer(["--home", home]);
    const kept = new Set(await steps(server.url, run));
    assert.deepEqual(acknowledged.filter((step) => !kept.has(step)), []);
    assert.ok(acknowledged.length >= 267);
  }));

const LOGIN = fileURLToPath(new URL("./mlflow_login.py", import.meta.url));

Deno.test({
  name:
    `the real MLflow client shows a token as Bearer or as a password, and is refused without${mlflowMissing}`,
  ignore: mlflowMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const home = join(folder, "home");
      const { token } = await taxiJson(["tokens", "create", "laptop", "--home", home]);
      await using server = await startServer(["--home", home]);
      const { code, said } = await pytest(LOGIN, server.url, { env: { TOKEN: token } });
      assert.equal(code, 0, said);
    }),
});
