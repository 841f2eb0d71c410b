import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../lib/random.ts";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { sendRaw } from "./raw_client.ts";
import { filesBelow, postJson, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const WRITERS = 8;
/** Chooses which servers are killed, and after how many writes. */
const SEED = Deno.env.get("TAXI_KILL_SEED") || crypto.randomUUID().slice(0, 8);
const KILLS = 4;

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

Deno.test(`servers on one home, killed by SIGKILL at any of ${KILLS} moments, keep every acknowledged write and refuse none (TAXI_KILL_SEED=${SEED})`, () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), random = seededRandom(SEED);
    const acknowledged: number[] = [];
    let run = "", next = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await using stack = new AsyncDisposableStack();
      const started = await Promise.allSettled([1, 2].map(() => startServer(["--home", home])));
      const servers = started.flatMap((one) => one.status === "fulfilled" ? [stack.use(one.value)] : []);
      for (const one of started) if (one.status === "rejected") throw one.reason;
      run ||= await createRun(servers[0].url);
      const doomed = random() < 0.5 ? servers : [servers[kill % 2]];
      const until = acknowledged.length + 1 + Math.floor(random() * 150);
      const write = async (url: string) => {
        while (acknowledged.length < until) {
          const step = next++;
          const answer = await logPoint(url, run, step);
          if (answer === undefined) return; // it is dead
          assert.equal(answer.status, 200, answer.text);
          acknowledged.push(step);
          if (acknowledged.length === until) { for (const { process } of doomed) process.kill("SIGKILL"); }
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(servers[writer % 2].url)));
      await Promise.all(doomed.map(({ process }) => process.ended));
    }
    await using server = await startServer(["--home", home]);
    const kept = new Set(await steps(server.url, run));
    assert.deepEqual(acknowledged.filter((step) => !kept.has(step)), []);
    assert.ok(acknowledged.length >= KILLS);
  }));

/** What a server answers to one point; undefined when it is dead. */
async function logPoint(url: string, run: string, step: number) {
  try {
    const answer = await fetch(api(url, "runs/log-metric"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ run_id: run, key: "m", value: step, timestamp: step, step }),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch wraps every broken connection in one
  }
}

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
