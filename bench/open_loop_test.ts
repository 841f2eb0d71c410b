import assert from "node:assert/strict";
import { postRequest } from "./http_connection.ts";
import { openLoop, quantile } from "./open_loop.ts";

const REQUESTS = ["one", "two", "three"].map((name) => postRequest("/predict", JSON.stringify({ name })));

async function serving(
  handler: (request: Request, count: number) => Response | Promise<Response>,
  work: (port: number) => Promise<void>,
): Promise<void> {
  let count = 0;
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, (request) => handler(request, count++));
  await work(server.addr.port);
}

Deno.test("openLoop sends every request in turn at its rate and hears every answer", () =>
  serving(async (request) => Response.json(await request.json()), async (port) => {
    const heard: string[] = [];
    const begin = performance.now();
    const outcome = await openLoop({
      port,
      requests: REQUESTS,
      rate: 300,
      seconds: 0.3,
      warmupSeconds: 0.1,
      connections: 4,
      onAnswer: ({ text }) => heard.push(JSON.parse(text).name),
    });
    assert.ok(performance.now() - begin > 390, "faster than its rate");
    const { sent, answered, refused, unanswered, broken, latencies } = outcome;
    assert.deepEqual([sent, answered, refused, unanswered, broken], [120, 120, 0, 0, 0]);
    assert.equal(latencies.length, 90);
    assert.deepEqual(latencies, latencies.toSorted());
    for (const name of ["one", "two", "three"]) {
      assert.equal(heard.filter((one) => one === name).length, 40);
    }
  }));

Deno.test("openLoop charges a stall to every request that was due in it", () =>
  serving(async (_request, count) => {
    if (count === 10) await new Promise((resolve) => setTimeout(resolve, 300));
    return Response.json({});
  }, async (port) => {
    const { latencies } = await openLoop({
      port,
      requests: REQUESTS,
      rate: 200,
      seconds: 0.4,
      connections: 1,
    });
    const late = latencies.filter((seconds) => seconds > 0.05).length;
    assert.ok(late > 40, `${late} of ${latencies.length} were late`); // 60 were due in those 300 ms
    assert.ok(quantile(latencies, 1) >= 0.29);
  }));

Deno.test("openLoop counts what is refused and keeps the first sentences", () =>
  serving(
    (_request, count) => count % 2 === 0 ? Response.json({}) : new Response("busy", { status: 503 }),
    async (port) => {
      const outcome = await openLoop({ port, requests: REQUESTS, rate: 200, seconds: 0.1, connections: 2 });
      assert.deepEqual([outcome.answered, outcome.refused, outcome.faults.length], [10, 10, 5]);
      assert.equal(outcome.faults[0], "503 busy");
    },
  ));

Deno.test("openLoop opens connections anew, and ends when the server is gone", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const closing = (async () => {
    for (let i = 0; i < 5; i++) {
      const connection = await listener.accept();
      await connection.read(new Uint8Array(1000));
      const answer = i === 0 ? "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf" : "";
      await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
    listener.close();
  })();
  const { port } = listener.addr as Deno.NetAddr;
  const outcome = await openLoop({ port, requests: REQUESTS, rate: 100, seconds: 60, connections: 1 });
  await closing;
  assert.deepEqual([outcome.answered, outcome.broken], [0, 1]);
  assert.ok(outcome.unanswered >= 4 && outcome.sent === outcome.unanswered + 1, JSON.stringify(outcome));
});

Deno.test("quantile is the smallest value that as many as asked do not exceed", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => i + 1);
  assert.deepEqual([0.5, 0.99, 1].map((share) => quantile(values, share)), [50, 99, 100]);
  assert.equal(quantile([7], 0.5), 7);
  assert.throws(() => quantile([], 0.5), RangeError);
});
