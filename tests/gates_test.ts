import assert from "node:assert/strict";
import { join } from "node:path";
import { sleep } from "../lib/sleep.ts";
import { createToken, revokeToken } from "../server/gate/token_file.ts";
import { constantModel } from "./constant_model.ts";
import { runTaxi, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** A home with a model file. @returns the options of `taxi serve` */
async function makeHome(home: string): Promise<string[]> {
  const model = join(home, "m.taxi");
  await Deno.writeFile(model, constantModel(7));
  return ["--model", model, "--home", home];
}

async function predict(url: string, token?: string): Promise<number> {
  const response = await fetch(`${url}/predict`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...token === undefined ? {} : { authorization: `Bearer ${token}` },
    },
    body: JSON.stringify({ PULocationID: 161, DOLocationID: 236 }),
  });
  await response.body?.cancel();
  return response.status;
}

async function until(status: number, ask: () => Promise<number>): Promise<void> {
  while (await ask() !== status) await sleep(5);
}

Deno.test("taxi serve takes tokens that are made and refuses those that are revoked while it runs", () =>
  withTemporaryFolder(async (home) => {
    const tokens = join(home, "tokens.json");
    const ann = await createToken(tokens, "ann", Date.now());
    const fixed = "f".repeat(32);
    const options = [...await makeHome(home), "--reload-every", "0.02", "--host", "0.0.0.0"];
    const server = await startServer(options, { env: { TAXI_TOKEN: fixed } });
    try {
      const url = server.url.replace("0.0.0.0", "127.0.0.1");
      assert.deepEqual(
        [
          await predict(url),
          await predict(url, "x"),
          await predict(url, ann.token),
          await predict(url, fixed),
        ],
        [401, 401, 200, 200],
      );
      const bob = await createToken(tokens, "bob", Date.now());
      await until(200, () => predict(url, bob.token));
      await revokeToken(tokens, "ann");
      await until(401, () => predict(url, ann.token));
      assert.equal(await predict(url, bob.token), 200);
      await revokeToken(tokens, "bob");
      await until(401, () => predict(url, bob.token));
      assert.deepEqual([await predict(url), await predict(url, fixed)], [401, 200]);
    } finally {
      const { code, stderr } = await server.stop();
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^The tokens of ".*tokens\.json" are none now$/m);
      for (const secret of [ann.token, fixed]) assert.ok(!stderr.includes(secret));
    }
  }));

Deno.test("taxi serve listens for others with a token or with --insecure only", () =>
  withTemporaryFolder(async (home) => {
    const options = [...await makeHome(home), "--host", "0.0.0.0"];
    const { code, stdout, stderr } = await runTaxi(["serve", "--port", "0", ...options], {
      env: { TAXI_TOKEN: "" },
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^taxi: Cannot listen on "0\.0\.0\.0" without a token: .*\nTry: .*taxi tokens create laptop/,
    );
    await using server = await startServer([...options, "--insecure"]);
    assert.equal(await predict(server.url.replace("0.0.0.0", "127.0.0.1")), 200);
  }));

Deno.test("taxi serve holds clients to a rate and lets a page of another origin read that", () =>
  withTemporaryFolder(async (home) => {
    const origins = ["https://a.example", "https://b.example"];
    const options = [...await makeHome(home), "--rate-limit", "2/h", "--cors-origin", ...origins];
    await using server = await startServer(options);
    assert.deepEqual([await predict(server.url), await predict(server.url)], [200, 200]);
    const refused = await fetch(`${server.url}/zones`, { headers: { origin: origins[1] } });
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("access-control-allow-origin"), origins[1]);
    assert.ok(Number(refused.headers.get("retry-after")) > 1000);
    assert.equal((await refused.json()).code, "rate_limited");
    const scraped = await fetch(`${server.url}/metrics`);
    assert.match(
      await scraped.text(),
      /^taxi_http_requests_total\{route="\/zones",method="GET",status="429"\} 1$/m,
    );
  }));
