import assert from "node:assert/strict";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { idText } from "../../tracking/prediction_id.ts";
import { type FakeApp, fakeApp } from "../fake_app.ts";
import { TRIP_EXAMPLE, type TripBody } from "../trip_body.ts";

const PATH = "/predict/batch";
const NDJSON = "application/x-ndjson", ARROW = "application/vnd.apache.arrow.stream";

function post(app: FakeApp, type: string, body: BodyInit): Promise<Response> {
  return app.request(PATH, { method: "POST", headers: { "content-type": type }, body });
}

/** The columns of some trips; times without an offset as timestamps, all as text where there are others. */
function arrowBody(trips: readonly TripBody[]): Uint8Array<ArrayBuffer> {
  const column = (name: keyof TripBody, type: arrow.DataType) =>
    arrow.vectorFromArray(trips.map((trip) => trip[name] ?? null), type);
  const onWallClock = trips.every(({ pickup_datetime }) => !/(Z|[+-]\d\d:\d\d)$/.test(pickup_datetime ?? ""));
  const times = trips.map(({ pickup_datetime }) =>
    pickup_datetime ? Date.parse(`${pickup_datetime}Z`) : null
  );
  return arrow.tableToIPC(
    new arrow.Table({
      PULocationID: arrow.vectorFromArray(trips.map((trip) => BigInt(trip.PULocationID)), new arrow.Int64()),
      trip_distance: column("trip_distance", new arrow.Float64()),
      ignored: arrow.vectorFromArray(trips.map((_, row) => `row ${row}`)),
      DOLocationID: column("DOLocationID", new arrow.Uint16()),
      pickup_datetime: onWallClock
        ? arrow.vectorFromArray(times, new arrow.TimestampMillisecond())
        : column("pickup_datetime", new arrow.Utf8()),
    }),
    "stream",
  ) as Uint8Array<ArrayBuffer>;
}

const zone = fc.integer({ min: 1, max: 265 });
const time = fc.date({ min: new Date("1990-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));
const trip = fc.record({
  PULocationID: zone,
  DOLocationID: zone,
  trip_distance: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
  pickup_datetime: fc.option(
    fc.tuple(time, fc.constantFrom("", "", "", "Z", "+05:30")).map((parts) => parts.join("")),
  ),
});

/** What of a prediction must not depend on the form. */
interface Answered {
  readonly predicted_duration: number;
  readonly request_id: string;
  readonly unseen: readonly string[];
  readonly model: string;
}

async function arrowAnswers(response: Response): Promise<Answered[]> {
  const table = arrow.tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  return table.toArray().map((row) => {
    const { predicted_duration, request_id, unseen } = row.toJSON();
    return {
      predicted_duration,
      request_id: idText(request_id, 0),
      unseen: ["PULocationID", "DOLocationID", "PU_DO"].filter((_, bit) => unseen & (1 << bit)),
      model: table.schema.metadata.get("model")!,
    };
  });
}

function lines(text: string): Answered[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

Deno.test("POST /predict/batch predicts and logs the same in all three forms", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(trip, { maxLength: 30 }), async (trips) => {
      const byJson = fakeApp(), byLines = fakeApp(), byArrow = fakeApp();
      const json: Answered[] = await (await post(byJson, "application/json", JSON.stringify(trips))).json();
      const ndjson = lines(
        await (await post(byLines, NDJSON, trips.map((trip) => JSON.stringify(trip)).join("\n"))).text(),
      );
      const arrows = await arrowAnswers(await post(byArrow, ARROW, arrowBody(trips)));
      const told = (answers: Answered[]) =>
        answers.map(({ predicted_duration, unseen, model }) => ({ predicted_duration, unseen, model }));
      assert.equal(json.length, trips.length);
      assert.deepEqual(told(ndjson), told(json));
      assert.deepEqual(told(arrows), told(json));
      const logged = ({ logged }: FakeApp) =>
        logged.map(({ requestId: _id, predictedAt: _at, ...row }) => row);
      assert.deepEqual(logged(byLines), logged(byJson));
      assert.deepEqual(logged(byArrow), logged(byJson));
      assert.deepEqual(
        arrows.map(({ request_id }) => request_id),
        byArrow.logged.map(({ requestId }) => requestId),
      );
    }),
    { numRuns: 50 },
  );
});

Deno.test("POST /predict/batch says which forms it takes", async () => {
  for (const type of ["text/csv", "application/vnd.apache.arrow.file", ""]) {
    const response = await post(fakeApp(), type, "x");
    assert.equal(response.status, 415);
    const { code, detail } = await response.json();
    assert.equal(code, "unsupported_media_type");
    for (const accepted of ["application/json", NDJSON, ARROW]) assert.ok(detail.includes(accepted), detail);
  }
  const response = await post(fakeApp(), "Application/X-NDJSON; charset=utf-8", JSON.stringify(TRIP_EXAMPLE));
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, NDJSON]);
});
