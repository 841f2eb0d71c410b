import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { fakeApp } from "../server/fake_app.ts";
import { createToken, revokeToken } from "../server/gate/token_file.ts";
import { addOrigin, type GateOptions, type GuardedServer, openGates, parseRate } from "./gate_options.ts";

const NOTHING = () => undefined;
const SILENT = () => {};
const LONG_TOKEN = "a".repeat(32);

/** Who gets what of an app behind the gates of these options. */
async function statusOf(
  options: GateOptions & GuardedServer,
  token?: string,
  environment: typeof NOTHING | ((name: string) => string | undefined) = NOTHING,
) {
  const { gates } = await openGates(options, environment, SILENT);
  const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fakeApp({ gates }).request("/metrics", { headers })).status;
}

Deno.test("openGates refuses other addresses than loopback until there is a token, or --insecure", () =>
  withTemporaryFolder(async (home) => {
    for (const host of ["127.0.0.1", "::1", "localhost"]) assert.equal(await statusOf({ host, home }), 200);
    for (const host of ["0.0.0.0", "::", "192.0.2.1", "taxi.example"]) {
      await assert.rejects(statusOf({ host, home }), {
        code: "usage",
        exit: 2,
        hint: `taxi tokens create laptop --home ${home}`,
        message:
          `Cannot listen on "${host}" without a token: whoever reaches it could ask; expected a token, or ` +
          "--insecure where something else keeps strangers out",
      });
    }
    assert.equal(await statusOf({ host: "0.0.0.0", home, insecure: true }), 200);
    const { token } = await createToken(join(home, "tokens.json"), "ann", 0);
    assert.equal(await statusOf({ host: "0.0.0.0", home }), 401);
    assert.equal(await statusOf({ host: "0.0.0.0", home }, token), 200);
    assert.equal(
      await statusOf({ host: "0.0.0.0", home, insecure: true }),
      401,
      "a token that is there is needed",
    );
    await assert.rejects(statusOf({ host: "::", home, tokenFile: join(home, "other.json") }), {
      hint: `taxi tokens create laptop --token-file ${join(home, "other.json")} --home ${home}`,
    });
  }));

Deno.test("openGates takes the token of TAXI_TOKEN too, and still when the file loses its last", () =>
  withTemporaryFolder(async (home) => {
    const environment = (name: string) => name === "TAXI_TOKEN" ? LONG_TOKEN : undefined;
    const options = { host: "0.0.0.0", home };
    assert.equal(await statusOf(options, undefined, environment), 401);
    assert.equal(await statusOf(options, LONG_TOKEN, environment), 200);
    const { token } = await createToken(join(home, "tokens.json"), "ann", 0);
    const { gates, refresh } = await openGates(options, environment, SILENT);
    const { request } = fakeApp({ gates });
    const ask = async (token: string) =>
      (await request("/metrics", { headers: { authorization: `Bearer ${token}` } })).status;
    assert.deepEqual([await ask(token), await ask(LONG_TOKEN)], [200, 200]);
    await revokeToken(join(home, "tokens.json"), "ann");
    await refresh();
    assert.deepEqual([await ask(token), await ask(LONG_TOKEN)], [401, 200]);
  }));

Deno.test("openGates lets nobody in after the last token was revoked, not even after a restart", () =>
  withTemporaryFolder(async (home) => {
    const path = join(home, "tokens.json");
    const { refresh, tokensRequired } = await openGates({ host: "::1", home }, NOTHING, SILENT);
    const { token } = await createToken(path, "ann", 0);
    await revokeToken(path, "ann");
    assert.equal(tokensRequired(), false);
    await refresh();
    assert.equal(tokensRequired(), true, "it was never seen, yet there was one");
    const told: string[] = [];
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      const { gates } = await openGates({ host, home }, NOTHING, (line) => told.push(line));
      const { request } = fakeApp({ gates });
      assert.equal(
        (await request("/metrics", { headers: { authorization: `Bearer ${token}` } })).status,
        401,
      );
    }
    assert.deepEqual(told, Array(2).fill(`taxi: All tokens of "${path}" are revoked: nobody is let in`));
    await Deno.remove(path);
    assert.equal(await statusOf({ host: "127.0.0.1", home }), 200);
  }));

Deno.test("openGates takes no token of TAXI_TOKEN that could be guessed or not be sent", () =>
  withTemporaryFolder(async (home) => {
    assert.equal(await statusOf({ host: "127.0.0.1", home }, undefined, () => ""), 200);
    for (const token of ["secret", "a".repeat(31), `${LONG_TOKEN} `, `${LONG_TOKEN}é`, `${LONG_TOKEN}\n`]) {
      await assert.rejects(statusOf({ host: "127.0.0.1", home }, undefined, () => token), {
        code: "usage",
        message: `Cannot use TAXI_TOKEN: found ${token.length} characters, ` +
          "expected 32 or more letters, digits and ._~+/-",
      });
    }
  }));

Deno.test("openGates asks for the token after CORS, before the rate, and tells of TLS last", () =>
  withTemporaryFolder(async (home) => {
    await createToken(join(home, "tokens.json"), "ann", 0);
    const { gates } = await openGates(
      { host: "::", home, rateLimit: parseRate("1/h"), corsOrigin: ["https://a.example"], tls: true },
      NOTHING,
      SILENT,
    );
    const { request } = fakeApp({ gates });
    const headers = { origin: "https://a.example", "access-control-request-method": "POST" };
    for (let i = 0; i < 3; i++) {
      assert.equal((await request("/predict", { method: "OPTIONS", headers })).status, 204);
      const refused = await request("/predict", { method: "POST" });
      assert.equal(refused.status, 401);
      assert.ok(refused.headers.has("strict-transport-security"));
    }
    assert.deepEqual([(await request("/zones")).status, (await request("/zones")).status], [200, 429]);
  }));

Deno.test("parseRate reads requests in a second, minute or hour", () => {
  assert.deepEqual(parseRate("100/s"), { count: 100, seconds: 1, burst: 100 });
  assert.deepEqual(parseRate("600/m"), { count: 600, seconds: 60, burst: 600 });
  assert.deepEqual(parseRate(" 1/h "), { count: 1, seconds: 3600, burst: 1 });
  for (
    const text of [
      "",
      "100",
      "0/s",
      "-1/s",
      "1.5/s",
      "100/d",
      "100 / s",
      "1e3/s",
      "NaN/s",
      "1/s1",
      "9999999999/s",
    ]
  ) {
    assert.throws(() => parseRate(text), { code: "usage", message: /^Cannot read --rate-limit/ }, text);
  }
});

Deno.test("addOrigin takes origins as browsers write them, and no wildcard", () => {
  assert.deepEqual(addOrigin("http://localhost:5173", addOrigin("https://maps.example.org")), [
    "https://maps.example.org",
    "http://localhost:5173",
  ]);
  const others = [
    "*",
    "null",
    "",
    "maps.example.org",
    "https://a.example/",
    "https://a.example:443",
    "https://A.example",
  ];
  for (const text of [...others, "https://*.example.org", "https://a.example/path", "file:///tmp"]) {
    assert.throws(() => addOrigin(text), { code: "usage", message: /^Cannot read --cors-origin/ }, text);
  }
});
