import assert from "node:assert/strict";
import { createOnce } from "./create_once.ts";
import { parseTrackingServer } from "./tracking_server.ts";
import { openTransport, type Transport, type TransportOptions } from "./transport.ts";
import { upload } from "./transfer.ts";

type Answer = (request: Request, attempt: number) => Response | Promise<Response>;

/** A server that answers as told, and a way to it that waits by remembering how long. */
async function withServer(
  answer: Answer,
  work: (transport: Transport, waits: number[], url: string) => Promise<void>,
  options: TransportOptions & { readonly environment?: Record<string, string> } = {},
): Promise<void> {
  let attempt = 0;
  const waits: number[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answer(request, attempt++),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const wait = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
  const { environment = {} } = options;
  const asked = parseTrackingServer(`${url}/prefix`, "it", (name) => environment[name]);
  const transport = openTransport(asked, { wait, ...options });
  try {
    await work(transport, waits, url);
  } finally {
    transport.close();
    await server.shutdown();
  }
}

function fault(status: number, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: "busy" });
  return new Response(body, { status, headers });
}

for (const status of [408, 429, 500, 502, 503, 504]) {
  Deno.test(`transport asks again after ${status}, ever later`, () =>
    withServer(
      (_, attempt) => attempt < 5 ? fault(status) : Response.json({ fine: true }),
      async (transport, waits) => {
        assert.deepEqual(await transport.call("POST", "runs/log-batch", { run_id: "a" }), { fine: true });
        assert.equal(waits.length, 5);
        waits.forEach((wait, i) => assert.ok(wait >= 100 * 3 ** i && wait <= 200 * 3 ** i, String(waits)));
      },
    ));
}

Deno.test("transport gives up after some seconds with the server's words", () =>
  withServer(() => fault(503), async (transport, waits, url) => {
    await assert.rejects(transport.call("GET", "runs/get"), {
      code: "tracking_server",
      message: `Tracking server ${url}/prefix answers 503 to runs/get: busy`,
    });
    assert.ok(waits.reduce((sum, wait) => sum + wait) < 25_000);
  }));

Deno.test("transport waits as long as the server says, but no minutes", () =>
  withServer(
    (_, attempt) => attempt < 2 ? fault(429, { "retry-after": ["7", "3600"][attempt] }) : Response.json({}),
    async (transport, waits) => {
      await transport.call("GET", "runs/get");
      assert.deepEqual(waits, [7000, 30_000]);
    },
  ));

Deno.test("transport asks once where that is all there is", () =>
  withServer(() => fault(503), async (transport, waits) => {
    await assert.rejects(transport.call("GET", "runs/get"), { code: "tracking_server" });
    assert.deepEqual(waits, []);
  }, { once: true }));

Deno.test("transport does not ask again after refusals, nor for what was slow", async (test) => {
  const refusals: readonly (readonly [string, Answer, RegExp, Record<string, string>?])[] = [
    ["MLflow's", () => fault(400), /answers 400 to runs\/get: busy$/],
    [
      "moved",
      () => new Response(null, { status: 301, headers: { location: "https://h/login?secret" } }),
      /sends on to https:\/\/h\/login: expected its own address$/,
    ],
    ["501", () => fault(501), /answers 501/],
    [
      "no credentials",
      () => new Response("x", { status: 401 }),
      /asks who you are: expected MLFLOW_TRACKING_TOKEN/,
    ],
    [
      "wrong token",
      () => new Response("x", { status: 401 }),
      /refuses the token/,
      { MLFLOW_TRACKING_TOKEN: "secret" },
    ],
    [
      "forbidden",
      () => new Response("Permission denied", { status: 403 }),
      /answers 403 .*: Permission denied$/,
    ],
    [
      "another server",
      () => new Response("<h1>", { status: 404 }),
      /is none of MLflow's, or lies below another path/,
    ],
    ["a login page", () => new Response("<html>"), /its answer to runs\/get is no JSON object$/],
    ["a list", () => Response.json([]), /is no JSON object$/],
    [
      "slow",
      (request) =>
        new Promise((resolve) => request.signal.addEventListener("abort", () => resolve(fault(503)))),
      /^No answer from tracking server .* within 0.2 s$/,
      { MLFLOW_HTTP_REQUEST_TIMEOUT: "0.2" },
    ],
  ];
  for (const [name, answer, message, environment] of refusals) {
    await test.step(name, () =>
      withServer(answer, async (transport, waits) => {
        await assert.rejects(transport.call("GET", "runs/get"), (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        });
        assert.deepEqual(waits, []);
      }, { environment }));
  }
});

Deno.test("transport finds nobody soon, when nobody was ever there", async () => {
  const waits: number[] = [];
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 }), { port } = free.addr as Deno.NetAddr;
  free.close();
  const server = parseTrackingServer(`http://127.0.0.1:${port}`, "it", () => undefined);
  const wait = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
  await assert.rejects(openTransport(server, { wait }).call("GET", "runs/get"), {
    message: `Cannot reach tracking server http://127.0.0.1:${port}: the connection is refused`,
  });
  assert.equal(waits.length, 2);
});

Deno.test("transport sends fields in the query of a GET, else as JSON, below the prefix, with the credentials", () => {
  const seen: [string, string | null, string][] = [];
  const answer: Answer = async (request) => {
    seen.push([
      `${request.method} ${new URL(request.url).pathname}${new URL(request.url).search}`,
      request.headers.get("authorization"),
      await request.text(),
    ]);
    return new Response("");
  };
  return withServer(answer, async (transport) => {
    await transport.call("GET", "a/b", { name: "ä b", order_by: ["x", "y"], none: undefined });
    await transport.call("DELETE", "a/b", { name: "ä" });
    assert.deepEqual(seen, [
      ["GET /prefix/api/2.0/mlflow/a/b?name=%C3%A4+b&order_by=x&order_by=y", "Bearer t", ""],
      ["DELETE /prefix/api/2.0/mlflow/a/b", "Bearer t", '{"name":"ä"}'],
    ]);
  }, { environment: { MLFLOW_TRACKING_TOKEN: "t" } });
});

Deno.test("transport tells nobody else who asks", () =>
  withServer(() => new Response(""), async (transport) => {
    const seen: (string | null)[] = [];
    const other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      seen.push(request.headers.get("authorization"));
      return new Response("");
    });
    await upload(transport, `http://127.0.0.1:${other.addr.port}/x`, "x", new Uint8Array(1));
    await other.shutdown();
    assert.deepEqual(seen, [null]);
  }, { environment: { MLFLOW_TRACKING_TOKEN: "t" } }));

Deno.test("createOnce looks for what an attempt without an answer has made", async () => {
  let made = 0;
  const lost: Answer = (_, attempt) => attempt === 0 ? fault(502) : Response.json({ late: true });
  await withServer(lost, async (transport) => {
    const create = () => (made++, transport.callOnce("POST", "runs/create"));
    const found = await createOnce(transport, create, () => Promise.resolve({ found: true }));
    assert.deepEqual([found, made], [{ found: true }, 1]);
  });
  await withServer(lost, async (transport) => {
    const create = () => transport.callOnce("POST", "runs/create");
    assert.deepEqual(await createOnce(transport, create, () => Promise.resolve(undefined)), { late: true });
  });
});
