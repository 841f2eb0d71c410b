import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { fakeApp } from "../server/fake_app.ts";
import { AcceptedTokens } from "../server/gate/accepted_tokens.ts";
import { hashOf, mintToken } from "../server/gate/token.ts";
import { tokenGate } from "../server/gate/token_gate.ts";
import { debianProgram } from "../tools/debian_program.ts";
import { freePort } from "../tools/free_port.ts";
import { postJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CONFIGURATION = fileURLToPath(new URL("../infra/compose/prometheus", import.meta.url));
const TRIP = { PULocationID: 161, DOLocationID: 236 };

/** What Prometheus says of a rule. */
interface Judged {
  readonly name: string;
  readonly health: string;
  readonly state: string;
}

/** Debian's Prometheus, or why there is none. */
const prometheus = await debianProgram("prometheus", "usr/bin/prometheus").catch((error) => {
  if (!(error instanceof TaxiError)) throw error;
  return error;
});
const missing = prometheus instanceof TaxiError
  ? " (SKIPPED: Debian's package prometheus cannot be had)"
  : "";

Deno.test({
  name: `a real Prometheus with the compose file's configuration scrapes the server and judges it${missing}`,
  ignore: missing !== "",
  fn: () => withTemporaryFolder(scrape),
});

async function scrape(folder: string): Promise<void> {
  const token = mintToken();
  const tokens = new AcceptedTokens([{ name: "prometheus", sha256: hashOf(token).toHex(), created_at: "" }]);
  const { handler } = fakeApp({ gates: [tokenGate(tokens)] });
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler.fetch);
  const taxi = `127.0.0.1:${server.addr.port}`;
  await postJson(`http://${taxi}/predict/batch`, [TRIP, TRIP, TRIP], 401);
  const predicted = await fetch(`http://${taxi}/predict/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify([TRIP, TRIP, TRIP]),
  });
  assert.equal(predicted.status, 200, await predicted.text());

  const address = `127.0.0.1:${freePort()}`;
  await Deno.writeTextFile(join(folder, "token"), token);
  await configure(folder, { "taxi:8000": taxi, "localhost:9090": address });
  const child = new Deno.Command(prometheus as string, {
    args: ["--config.file=prometheus.yml", "--storage.tsdb.path=data", `--web.listen-address=${address}`],
    cwd: folder,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log = new Response(child.stderr).text();
  try {
    const ask = (question: string) => askPrometheus(`http://${address}/api/v1/${question}`);
    const [{ metric, value }] = (await until(() =>
      ask("query?query=taxi_predictions_total"), "result")).result;
    assert.deepEqual([metric.job, metric.instance, metric.model_version, value[1]], ["taxi", taxi, "3", "3"]);
    const { groups: [{ rules }] } = await until(() => ask("rules"), "groups");
    assert.ok(rules.length > 5);
    await until(
      async () => ({ judged: rulesIn(await ask("rules"), ({ health }) => health === "ok") }),
      "judged",
      rules.length,
    );
    assert.deepEqual(rulesIn(await ask("rules"), ({ state }) => state === "firing"), []);
  } finally {
    child.kill("SIGTERM");
    const { code } = await child.status;
    assert.equal(code, 0, await log);
  }
}

/** The rules of an answer of which `fits` holds. */
function rulesIn(
  answer: { groups: readonly { rules: readonly Judged[] }[] },
  fits: (rule: Judged) => boolean,
): Judged[] {
  return answer.groups.flatMap(({ rules }) => rules.filter(fits));
}

/** The compose file's configuration for other addresses and with a token, scraped and judged each second. */
async function configure(folder: string, addresses: Readonly<Record<string, string>>): Promise<void> {
  let text = await Deno.readTextFile(join(CONFIGURATION, "prometheus.yml"));
  const line = "# authorization: { credentials_file: token }";
  assert.ok(text.includes(line));
  text = text.replace(line, line.slice(2));
  for (const [address, here] of Object.entries(addresses)) {
    assert.ok(text.includes(address), `prometheus.yml does not scrape ${address}`);
    text = text.replace(address, here);
  }
  await Deno.writeTextFile(
    join(folder, "prometheus.yml"),
    text.replaceAll("_interval: 15s", "_interval: 1s"),
  );
  await Deno.copyFile(join(CONFIGURATION, "alerts.yml"), join(folder, "alerts.yml"));
}

/** The `data` of an answer; undefined while Prometheus does not answer yet. */
// deno-lint-ignore no-explicit-any -- the documents are what the test looks into
async function askPrometheus(url: string): Promise<any> {
  try {
    const response = await fetch(url);
    return response.ok ? (await response.json()).data : void await response.body?.cancel();
  } catch (error) {
    if (error instanceof TypeError) return undefined; // it does not listen yet
    throw error;
  }
}

/** Asks again and again, for half a minute at most, until `key` of the answer lists at least `least`. */
// deno-lint-ignore no-explicit-any -- as above
async function until(ask: () => Promise<any>, key: string, least = 1): Promise<any> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await ask();
    if ((answer?.[key]?.length ?? 0) >= least) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Prometheus told fewer than ${least} ${key} within 30 s`);
}
