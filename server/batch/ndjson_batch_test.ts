import assert from "node:assert/strict";
import { FAKE_MODEL, type FakeApp, fakeApp } from "../fake_app.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";
import { LineSplitter, MAX_LINE_BYTES } from "./ndjson_lines.ts";

const TRIP = JSON.stringify(TRIP_EXAMPLE);

function post(app: FakeApp, body: BodyInit): Promise<Response> {
  return app.request("/predict/batch", {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });
}

/** A body that the test writes. */
function written() {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  return {
    readable,
    write: (text: string) => writer.write(new TextEncoder().encode(text)),
    close: () => writer.close(),
  };
}

Deno.test("LineSplitter cuts lines that come in parts, in the midst of letters too", () => {
  const bytes = new TextEncoder().encode("é1\n\né2\r\nthe ☺ rest");
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter(), lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      lines.push(...splitter.push(bytes.subarray(at, at + size)));
    }
    assert.deepEqual([lines, splitter.end()], [["é1", "", "é2\r"], "the ☺ rest"], `parts of ${size}`);
  }
});

Deno.test("NDJSON: trips are answered as they come, before the body ends", async () => {
  const app = fakeApp(), body = written();
  const writing = body.write(`${TRIP}\n${TRIP}\n{"PULoc`);
  const reader = (await post(app, body.readable)).body!.pipeThrough(new TextDecoderStream()).getReader();
  await writing;
  assert.equal((await reader.read()).value!.trimEnd().split("\n").length, 2);
  const more = body.write(`ationID": 1, "DOLocationID": 2}\n\n`);
  assert.equal(JSON.parse((await reader.read()).value!).predicted_duration, 10);
  await more;
  const last = body.write(TRIP); // no newline ends it
  void body.close();
  assert.equal(JSON.parse((await reader.read()).value!).predicted_duration, 15);
  await last;
  assert.ok((await reader.read()).done);
  assert.equal(app.logged.length, 4);
});

Deno.test("NDJSON: faults of the first lines are a problem that lists all of them, and nothing is predicted", async () => {
  const app = fakeApp();
  const response = await post(app, `${TRIP}\n\n{"PULocationID": 300}\nnot JSON\n[1]\n`);
  assert.equal(response.status, 422);
  const { code, errors } = await response.json();
  assert.equal(code, "invalid_body");
  assert.deepEqual(errors.map(({ pointer }: { pointer: string }) => pointer), [
    "/2/PULocationID",
    "/2/DOLocationID",
    "/3",
    "/4",
  ]);
  assert.match(errors[2].message, /^found a line that is not JSON \(.+\), expected an object$/);
  assert.deepEqual(app.logged, []);
});

Deno.test("NDJSON: a fault after answers is a last line, and lines after it are not read", async () => {
  const app = fakeApp(), body = written();
  const writing = body.write(`${TRIP}\n`);
  const response = await post(app, body.readable);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await writing;
  assert.equal(JSON.parse((await reader.read()).value!).predicted_duration, 15);
  const refused = body.write(`${TRIP}\n{"PULocationID": 0, "DOLocationID": 1}\n`);
  const { error } = JSON.parse((await reader.read()).value!);
  assert.deepEqual([error.status, error.code, error.errors[0].pointer], [
    422,
    "invalid_body",
    "/2/PULocationID",
  ]);
  assert.equal(error.request_id, response.headers.get("x-request-id"));
  assert.ok((await reader.read()).done);
  await refused.catch(() => {});
  await assert.rejects(body.write(`${TRIP}\n`), "the body is let go of");
  assert.equal(app.logged.length, 1, "of the part with the fault nothing is predicted");
  assert.deepEqual(app.faults, []);
});

Deno.test("NDJSON: a fault of the server after answers is told without its cause, and reported", async () => {
  let asked = 0;
  const model = { ...FAKE_MODEL, predict: () => Float64Array.of(asked++ === 0 ? 1 : NaN) };
  const app = fakeApp({ model }), body = written();
  const writing = body.write(`${TRIP}\n`);
  const reader = (await post(app, body.readable)).body!.pipeThrough(new TextDecoderStream()).getReader();
  await writing;
  await reader.read();
  void body.write(`${TRIP}\n`).catch(() => {});
  const { error } = JSON.parse((await reader.read()).value!);
  assert.deepEqual([error.status, error.code], [500, "internal"]);
  assert.deepEqual(app.faults.map(({ requestId }) => requestId), [error.request_id]);
});

Deno.test("NDJSON: one model answers a whole stream, whatever is served meanwhile", async () => {
  let served = FAKE_MODEL;
  const list = () => [{ role: "champion" as const, weight: 1, predictor: served }];
  const models = { choose: () => served, shadow: undefined, list, faults: () => [] };
  const app = fakeApp({ models }), body = written();
  const writing = body.write(`${TRIP}\n`);
  const reader = (await post(app, body.readable)).body!.pipeThrough(new TextDecoderStream()).getReader();
  await writing;
  await reader.read();
  served = { ...FAKE_MODEL, version: 4 };
  void body.write(`${TRIP}\n`);
  assert.equal(JSON.parse((await reader.read()).value!).model_version, 3);
  void body.close();
});

Deno.test("NDJSON: a line without an end is refused, and an empty body answered by nothing", async () => {
  const response = await post(fakeApp(), "x".repeat(MAX_LINE_BYTES + 1));
  assert.equal(response.status, 413);
  assert.match((await response.json()).detail, /a line is too long, expected at most 65536 bytes/);
  const empty = await post(fakeApp(), "");
  assert.deepEqual([empty.status, await empty.text()], [200, ""]);
});

Deno.test("NDJSON: a client that breaks its body off is told so, and nobody else", async () => {
  const app = fakeApp();
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("connection reset")) });
  const response = await post(app, body);
  assert.deepEqual([response.status, (await response.json()).code], [400, "body_incomplete"]);
  assert.deepEqual(app.faults, []);
});

Deno.test("NDJSON: only some streams are answered at once, and each that ends makes room", async () => {
  const app = fakeApp();
  const bodies = Array.from({ length: 8 }, written);
  const open = await Promise.all(bodies.map((body) => {
    void body.write(`${TRIP}\n`);
    return post(app, body.readable);
  }));
  const refused = await post(app, TRIP);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  await open[0].body!.cancel();
  const admitted = await post(app, TRIP);
  assert.equal(admitted.status, 200);
  await admitted.text();
  for (const response of open.slice(1)) await response.body!.cancel();
});

Deno.test("NDJSON: a stream waits longer for a full log once it has begun to be answered, its ids grow with the time", async () => {
  const waits: number[] = [], times: number[] = [];
  let full = false;
  const app = fakeApp({
    predictionQueue: {
      offer({ predictedAt }) {
        times.push(predictedAt);
        return full = !full;
      },
      room: (_rows, milliseconds) => Promise.resolve(waits.push(milliseconds) > 0),
      recordActuals: () => Promise.reject(new Error("not asked in this test")),
      status: () => ({ waiting: 0, capacity: 1000, fault: undefined }),
    },
  });
  const body = written();
  void body.write(`${TRIP}\n`);
  const reader = (await post(app, body.readable)).body!.getReader();
  await reader.read();
  void body.write(`${TRIP}\n`);
  await reader.read();
  await reader.cancel();
  assert.deepEqual(waits, [60_000]);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
});
