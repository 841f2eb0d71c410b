import assert from "node:assert/strict";
import { parseTrackingServer } from "./tracking_server.ts";

function parse(text: string, environment: Record<string, string> = {}) {
  return parseTrackingServer(text, "--tracking", (name) => environment[name]);
}

function basicOf(user: string, password: string): string {
  return `Basic ${new TextEncoder().encode(`${user}:${password}`).toBase64()}`;
}

Deno.test("parseTrackingServer keeps a prefix, and no slash at the end", () => {
  assert.deepEqual(parse("http://127.0.0.1:8000"), {
    url: "http://127.0.0.1:8000",
    timeout: 120_000,
    retries: 5,
  });
  assert.equal(parse("https://ml.example.org/team/a//").url, "https://ml.example.org/team/a");
});

Deno.test("parseTrackingServer: user and password go before the address, the address before a token", () => {
  const token = { MLFLOW_TRACKING_TOKEN: "t0" };
  const user = { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: "secret: ü" };
  assert.equal(parse("http://h", token).authorization, "Bearer t0");
  assert.equal(parse("http://bob:a%20b@h", token).authorization, basicOf("bob", "a b"));
  assert.equal(parse("http://bob:100%@h").authorization, basicOf("bob", "100%"));
  const all = parse("http://bob:x@h", { ...token, ...user });
  assert.equal(all.authorization, basicOf("ada", "secret: ü"));
  assert.equal(all.url, "http://h");
  assert.equal(parse("http://h", { MLFLOW_TRACKING_USERNAME: "ada" }).authorization, undefined);
});

Deno.test("parseTrackingServer reads the seconds that an answer may take, and certificates to trust", () => {
  assert.equal(parse("http://h", { MLFLOW_HTTP_REQUEST_TIMEOUT: "2.5" }).timeout, 2500);
  const told = { MLFLOW_TRACKING_SERVER_CERT_PATH: "/ca.pem" };
  assert.equal(parse("http://h", told).certificates, "/ca.pem");
  for (const seconds of ["0", "-1", "x", "1e9"]) {
    assert.throws(() => parse("http://h", { MLFLOW_HTTP_REQUEST_TIMEOUT: seconds }), { name: "UsageError" });
    const told = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: seconds };
    if (seconds !== "0") assert.throws(() => parse("http://h", told), { name: "UsageError" });
    else assert.equal(parse("http://h", told).retries, 0);
  }
});

Deno.test("parseTrackingServer refuses what is no server in a sentence without the password", () => {
  for (const text of ["nothing", "ftp://u:secret@h", "http://u:secret@h?x=1", "http://u:secret@h#x"]) {
    assert.throws(() => parse(text), (error: Error) => {
      assert.match(error.message, /^Cannot read --tracking: found .*, expected http:\/\/HOST:PORT or https:/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  }
});

Deno.test("parseTrackingServer does not go without checking certificates", () => {
  assert.throws(() => parse("https://h", { MLFLOW_TRACKING_INSECURE_TLS: "true" }), {
    message: /MLFLOW_TRACKING_SERVER_CERT_PATH$/,
  });
  assert.ok(parse("https://h", { MLFLOW_TRACKING_INSECURE_TLS: "false" }));
});
