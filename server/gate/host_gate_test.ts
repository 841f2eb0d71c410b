import assert from "node:assert/strict";
import { RequestContext } from "../request_context.ts";
import { hostGate } from "./host_gate.ts";

const gate = hostGate({
  guards: (route) => route === "/guarded",
  hosts: ["taxi.example.org"],
  origins: ["https://maps.example.org"],
});

async function ask(
  { method = "POST", route = "/guarded", host, origin }: {
    method?: string;
    route?: string;
    host: string;
    origin?: string;
  },
): Promise<string> {
  const request = new Request("http://127.0.0.1/x", {
    method,
    headers: { host, ...(origin === undefined ? {} : { origin }) },
  });
  const refusal = gate.admit!(request, new RequestContext(0, () => "1.2.3.4"), route);
  return refusal ? `${refusal.status} ${await refusal.text()}` : "passed";
}

const REBOUND = "403 Invalid Host header - possible DNS rebinding attack detected";
const FOREIGN = "403 Cross-origin request blocked";

Deno.test("hostGate lets in private addresses and told names, on any port, and nobody else", async () => {
  for (
    const host of [
      ...["localhost", "LOCALHOST:8000", "127.0.0.1:1", "127.9.9.9", "[::1]:5000", "10.1.2.3"],
      ...["192.168.0.9", "172.16.0.1", "172.31.255.1:80", "taxi.example.org", "Taxi.Example.Org:8443"],
    ]
  ) assert.equal(await ask({ host }), "passed", host);
  for (
    const host of [
      ...["evil.example", "172.15.0.1", "172.32.0.1", "11.1.1.1", "127.0.0.1.evil.example", "localhost.evil"],
      ...["", "10.evil.example", "taxi.example.org.evil", "user@localhost", "[::2]", "localhost:x"],
    ]
  ) assert.equal(await ask({ host }), REBOUND, host);
  assert.equal(await ask({ host: "evil.example", route: "/predict" }), "passed");
});

Deno.test("hostGate refuses to be written to by pages from elsewhere, not to be read", async () => {
  const from = (origin: string, more = {}) => ask({ host: "localhost:8000", origin, ...more });
  for (
    const origin of ["https://evil.example", "null", "http://localhost:3000", "http://localhost", "nonsense"]
  ) {
    assert.equal(await from(origin), FOREIGN, origin);
    for (const method of ["PUT", "PATCH", "DELETE"]) assert.equal(await from(origin, { method }), FOREIGN);
    assert.equal(await from(origin, { method: "GET" }), "passed");
  }
  for (const origin of ["http://localhost:8000", "http://127.0.0.1:8000", "https://maps.example.org"]) {
    assert.equal(await from(origin), "passed", origin);
  }
  assert.equal(await ask({ host: "taxi.example.org", origin: "https://taxi.example.org" }), "passed");
  assert.equal(await ask({ host: "taxi.example.org", origin: "http://taxi.example.org:8080" }), FOREIGN);
});
