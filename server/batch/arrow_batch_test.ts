import assert from "node:assert/strict";
import * as arrow from "apache-arrow";
import { FAKE_MODEL, type FakeApp, fakeApp } from "../fake_app.ts";

const TYPE = "application/vnd.apache.arrow.stream";
const NOON = Date.UTC(2025, 2, 1, 12);

function post(app: FakeApp, body: BodyInit): Promise<Response> {
  return app.request("/predict/batch", { method: "POST", headers: { "content-type": TYPE }, body });
}

function zones(values: readonly (number | null)[]): arrow.Vector {
  return arrow.vectorFromArray(values as number[], new arrow.Int32());
}

function ipc(columns: Record<string, arrow.Vector>): Uint8Array<ArrayBuffer> {
  return arrow.tableToIPC(new arrow.Table(columns), "stream") as Uint8Array<ArrayBuffer>;
}

const TWO = { PULocationID: zones([161, 1]), DOLocationID: zones([236, 265]) };

async function table(response: Response): Promise<arrow.Table> {
  assert.equal(response.status, 200, response.status === 200 ? "" : await response.clone().text());
  return arrow.tableFromIPC(new Uint8Array(await response.arrayBuffer()));
}

Deno.test("Arrow: predictions, ids and what is unseen are columns, the model is metadata", async () => {
  const app = fakeApp();
  const response = await post(app, ipc(TWO));
  assert.equal(response.headers.get("content-type"), TYPE);
  const answer = await table(response);
  assert.deepEqual(answer.schema.fields.map(({ name, type }) => `${name}: ${type}`), [
    "predicted_duration: Float64",
    "request_id: FixedSizeBinary[16]",
    "unseen: Uint8",
  ]);
  assert.deepEqual([...answer.schema.metadata], [
    ["model", "duration"],
    ["model_hash", FAKE_MODEL.hash],
    ["model_version", "3"],
  ]);
  assert.deepEqual([...answer.getChild("predicted_duration")!], [10, 10]);
  assert.deepEqual([...answer.getChild("unseen")!], [0, 6]);
  assert.deepEqual(
    [...answer.getChild("request_id")!].map((id: Uint8Array) => id.toHex()),
    app.logged.map(({ requestId }) => requestId.replaceAll("-", "")),
  );
});

Deno.test("Arrow: a model of a file has no version, a stream without rows is answered by one", async () => {
  const answer = await table(
    await post(
      fakeApp({ model: { ...FAKE_MODEL, version: null } }),
      ipc({
        PULocationID: zones([]),
        DOLocationID: zones([]),
      }),
    ),
  );
  assert.deepEqual([answer.numRows, answer.numCols, answer.schema.metadata.has("model_version")], [
    0,
    3,
    false,
  ]);
});

const PICKUPS: Record<string, [arrow.Vector, expected: number]> = {
  "a wall clock": [arrow.vectorFromArray([NOON], new arrow.TimestampMillisecond()), NOON],
  "an instant": [
    arrow.vectorFromArray([NOON], new arrow.TimestampSecond("Asia/Tokyo")),
    Date.UTC(2025, 2, 1, 7),
  ],
  "text": [arrow.vectorFromArray(["2025-03-01T12:00:00"], new arrow.LargeUtf8()), NOON],
  "text with an offset": [
    arrow.vectorFromArray(["2025-03-01T12:00:00Z"], new arrow.Utf8()),
    Date.UTC(2025, 2, 1, 7),
  ],
  "nothing": [arrow.vectorFromArray([null], new arrow.Null()), NaN],
};

for (const [name, [pickup_datetime, expected]] of Object.entries(PICKUPS)) {
  Deno.test(`Arrow: a pick-up time that is ${name}`, async () => {
    const app = fakeApp();
    await table(
      await post(app, ipc({ PULocationID: zones([1]), DOLocationID: zones([2]), pickup_datetime })),
    );
    assert.deepEqual(app.logged.map(({ features }) => features.pickup_datetime), [expected * 1000]);
  });
}

Deno.test("Arrow: every fault of the columns is told at once", async () => {
  const response = await post(
    fakeApp(),
    ipc({
      PULocationID: arrow.vectorFromArray(["161"], new arrow.Utf8()),
      trip_distance: arrow.vectorFromArray([true], new arrow.Bool()),
      pickup_datetime: arrow.vectorFromArray(["2025-03-01T12:00:00"]), // a dictionary
    }),
  );
  assert.equal(response.status, 422);
  assert.deepEqual((await response.json()).errors, [
    { pointer: "/PULocationID", message: "found a column of text, expected a column of integers" },
    { pointer: "/DOLocationID", message: "found no such column, expected a column of integers" },
    {
      pointer: "/trip_distance",
      message: "found a column of bool, expected a column of float, double, decimal or integers",
    },
    {
      pointer: "/pickup_datetime",
      message: "found a column of dictionary of utf8, expected a column of timestamps or text",
    },
  ]);
});

Deno.test("Arrow: every fault of the rows is told at once, as for JSON", async () => {
  const app = fakeApp();
  const response = await post(
    app,
    ipc({
      PULocationID: zones([161, 0, 1, 1, 1]),
      DOLocationID: zones([236, null, 300, 1, 1]),
      trip_distance: arrow.vectorFromArray([1, null, -1, Infinity, NaN], new arrow.Float64()),
      pickup_datetime: arrow.vectorFromArray(
        ["2025-03-01T08:30:00", null, "soon", "x".repeat(99), null],
        new arrow.Utf8(),
      ),
    }),
  );
  assert.equal(response.status, 422);
  const { errors } = await response.json();
  assert.deepEqual(errors.map(({ pointer }: { pointer: string }) => pointer), [
    ...["/1/PULocationID", "/1/DOLocationID"],
    ...["/2/DOLocationID", "/2/trip_distance", "/2/pickup_datetime"],
    ...["/3/trip_distance", "/3/pickup_datetime"],
  ]);
  assert.match(errors[4].message, /^found "soon", expected a time such as/);
  assert.deepEqual(app.logged, []);
});

Deno.test("Arrow: a time beyond the years of four digits is refused", async () => {
  for (const year of [-1, 10_000]) {
    const response = await post(
      fakeApp(),
      ipc({
        PULocationID: zones([1]),
        DOLocationID: zones([2]),
        pickup_datetime: arrow.vectorFromArray([Date.UTC(year, 0)], new arrow.TimestampMillisecond("UTC")),
      }),
    );
    assert.equal(response.status, 422);
    const { detail } = await response.json();
    assert.match(detail, /\/0\/pickup_datetime: found "-?\d+ microseconds", expected a time/);
  }
});

Deno.test("Arrow: damage is a problem before the first rows, with the status that it earns", async () => {
  const refused = async (body: BodyInit, status: number, sentence: RegExp) => {
    const app = fakeApp(), response = await post(app, body);
    const { code, detail } = await response.json();
    assert.equal(response.status, status, detail);
    assert.match(detail, sentence);
    assert.deepEqual(app.faults, []);
    return code;
  };
  const good = ipc(TWO);
  assert.equal(await refused("", 400, /it is empty/), "malformed_arrow");
  assert.equal(await refused("[]", 400, /Arrow stream/), "malformed_arrow");
  assert.equal(
    await refused(good.subarray(0, good.length - 30), 400, /ends within message 1/),
    "malformed_arrow",
  );
  const huge = Int32Array.of(-1, 2 ** 31 - 1);
  assert.equal(await refused(huge, 413, /2147483647 bytes of metadata, expected at most/), "arrow_too_large");
});

Deno.test("Arrow: a fault after answers is told by a record batch without rows, then the answer breaks", async () => {
  const app = fakeApp();
  const rows = 8193; // one more than is predicted in one go
  const bad = Array.from({ length: rows }, (_, row) => row === rows - 1 ? 300 : 1);
  const response = await post(app, ipc({ PULocationID: zones(bad), DOLocationID: zones(bad) }));
  assert.equal(response.status, 200);
  const parts: Uint8Array[] = [];
  await assert.rejects(async () => {
    for await (const part of response.body!) parts.push(part);
  }, /has a fault/);
  const batches = [...arrow.RecordBatchReader.from(parts.map((part) => part))];
  assert.deepEqual(batches.map(({ numRows }) => numRows), [8192, 0]);
  const { errors, request_id } = JSON.parse(batches[1].metadata.get("error")!);
  assert.deepEqual(errors.map(({ pointer }: { pointer: string }) => pointer), [
    "/8192/PULocationID",
    "/8192/DOLocationID",
  ]);
  assert.equal(request_id, response.headers.get("x-request-id"));
  assert.equal(app.logged.length, 8192);
});
