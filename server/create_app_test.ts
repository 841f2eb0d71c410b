import assert from "node:assert/strict";
import { TaxiError } from "../lib/errors.ts";
import type { AppOptions } from "./create_app.ts";
import { FAKE_MODEL, FAKE_NOW, fakeApp } from "./fake_app.ts";
import { PROBLEM_TYPE } from "./problem.ts";
import { TRIP_EXAMPLE } from "./trip_body.ts";

/** One exchange: what is sent, and what the answer must be and must not tell. */
interface HttpCase {
  readonly name: string;
  readonly request: Request;
  readonly status: number;
  readonly contains?: readonly string[];
  readonly containsNot?: readonly string[];
  readonly headers?: Record<string, string>;
}

const TRIP = { PULocationID: 161, DOLocationID: 236 };
const JSON_TYPE = { "content-type": "application/json" };

const ask = (path: string, method = "GET"): Request => new Request(`http://taxi${path}`, { method });
const post = (path: string, body: unknown): Request => postText(path, JSON.stringify(body));
const postText = (path: string, body: BodyInit, headers: HeadersInit = JSON_TYPE): Request =>
  new Request(`http://taxi${path}`, { method: "POST", body, headers });

const ANSWERED: readonly HttpCase[] = [
  {
    name: "a whole trip",
    request: post("/predict", TRIP_EXAMPLE),
    status: 200,
    contains: ['"predicted_duration":15,', '"model":"duration"', '"model_version":3', '"request_id":"'],
  },
  {
    name: "a trip of zones alone",
    request: post("/predict", TRIP),
    status: 200,
    contains: ['"predicted_duration":10,'],
  },
  {
    name: "nulls for what is not known",
    request: post("/predict", { ...TRIP, trip_distance: null, pickup_datetime: null }),
    status: 200,
  },
  {
    name: "keys it does not know",
    request: postText(
      "/predict",
      '{"PULocationID": 1, "DOLocationID": 1, "passenger_count": "many", "__proto__": [1]}',
    ),
    status: 200,
  },
  {
    name: "a key told twice: the last one counts",
    request: postText("/predict", '{"PULocationID": "x", "DOLocationID": 1, "PULocationID": 1}'),
    status: 200,
  },
  {
    name: "a byte order mark",
    request: postText("/predict", `\ufeff${JSON.stringify(TRIP)}`),
    status: 200,
  },
  {
    name: "a content type with a charset",
    request: postText("/predict", JSON.stringify(TRIP), {
      "content-type": "Application/JSON; charset=utf-8",
    }),
    status: 200,
  },
  {
    name: "a very deep value under a key it does not know",
    request: postText("/predict", `{"PULocationID": 1, "DOLocationID": 1, "x": ${deep(100_000)}}`),
    status: 200,
  },
  { name: "an empty batch", request: post("/predict/batch", []), status: 200, contains: ["[]"] },
  {
    name: "health",
    request: ask("/healthz"),
    status: 200,
    contains: ['{"status":"ok"}'],
  },
  {
    name: "readiness",
    request: ask("/readyz"),
    status: 200,
    contains: ['"model":"duration"', '"model_version":3', '"model_kind":"linear"', FAKE_MODEL.hash],
  },
  { name: "HEAD of a page", request: ask("/", "HEAD"), status: 200 },
];

const REFUSED: readonly HttpCase[] = [
  {
    name: "every fault of a body at once",
    request: post("/predict", { PULocationID: 300, trip_distance: -1, pickup_datetime: "tomorrow" }),
    status: 422,
    contains: [
      '"code":"invalid_body"',
      '{"pointer":"/PULocationID","message":"found 300, expected a TLC zone number from 1 to 265"}',
      '{"pointer":"/DOLocationID","message":"found nothing, expected a TLC zone',
      '{"pointer":"/trip_distance","message":"found -1, expected miles',
      '{"pointer":"/pickup_datetime","message":"found \\"tomorrow\\", expected a time',
      "Cannot read /PULocationID: found 300, expected a TLC zone number from 1 to 265 (and 3 more problems)",
    ],
  },
  ...[0, 266, 1.5, "161", true, null, [161], { id: 161 }, -1, 1e300].map((zone): HttpCase => ({
    name: `zone ${JSON.stringify(zone)}`,
    request: post("/predict", { ...TRIP, PULocationID: zone }),
    status: 422,
    contains: ['"pointer":"/PULocationID"', "expected a TLC zone number from 1 to 265"],
  })),
  ...["-0.1", "1e309", "1000001", '"2"', "false", "[]"].map((miles): HttpCase => ({
    name: `distance ${miles}`,
    request: postText("/predict", `{"PULocationID": 1, "DOLocationID": 1, "trip_distance": ${miles}}`),
    status: 422,
    contains: ['"pointer":"/trip_distance"', "expected miles from 0 to 1000000"],
  })),
  ...[
    "2025-02-30T00:00:00",
    "2025-03-01",
    "08:30",
    "2025-03-01T25:00:00",
    "",
    "1740817800",
    "2025-03-01T08:30:00[Asia/Tokyo]",
    1740817800,
  ].map((time): HttpCase => ({
    name: `pick-up ${JSON.stringify(time)}`,
    request: post("/predict", { ...TRIP, pickup_datetime: time }),
    status: 422,
    contains: ['"pointer":"/pickup_datetime"', "expected a time such as"],
  })),
  ...["[]", "null", "5", '"trip"', deep(100_000)].map((body): HttpCase => ({
    name: `a body that is no object: ${body.slice(0, 10)}`,
    request: postText("/predict", body),
    status: 422,
    contains: ['"pointer":""', "Cannot read the body: found", "expected an object with PULocationID"],
  })),
  ...["", "{", "NaN", '{"PULocationID": NaN}', "{'PULocationID': 1}", "\u0000", "\ufeff"].map((
    body,
  ): HttpCase => ({
    name: `malformed JSON ${JSON.stringify(body)}`,
    request: postText("/predict", body),
    status: 400,
    contains: ['"code":"malformed_json"', "Cannot read the body as JSON: "],
  })),
  {
    name: "a form",
    request: postText("/predict", "PULocationID=161", {
      "content-type": "application/x-www-form-urlencoded",
    }),
    status: 415,
    contains: ['content-type is \\"application/x-www-form-urlencoded\\", expected \\"application/json\\"'],
  },
  {
    name: "bytes without a content type",
    request: postText("/predict", new TextEncoder().encode("{}"), {}),
    status: 415,
    contains: ['content-type is \\"missing\\"'],
  },
  {
    name: "a fault in one row of a batch",
    request: post("/predict/batch", [TRIP, { ...TRIP, DOLocationID: "236" }]),
    status: 422,
    contains: ['"pointer":"/1/DOLocationID"'],
  },
  {
    name: "a batch that is one object",
    request: post("/predict/batch", TRIP),
    status: 422,
    contains: ["found an object, expected an array of at most 10000 trips"],
  },
  {
    name: "a batch of too many rows: told once, not once a row",
    request: post("/predict/batch", new Array(10_001).fill(0)),
    status: 422,
    contains: ["found an array of 10001, expected an array of at most 10000 trips", '"pointer":""'],
    containsNot: ['"/0"'],
  },
  {
    name: "a batch of many faults: all counted, the first 1000 listed",
    request: post("/predict/batch", new Array(1_002).fill(0)),
    status: 422,
    contains: ["(and 1001 more problems)", '"/999"'],
    containsNot: ['"/1000"'],
  },
  {
    name: "a body of more than 1 MB",
    request: postText("/predict", " ".repeat(1_000_001)),
    status: 413,
    contains: ['"code":"body_too_large"', "at most 1 MB"],
  },
  {
    name: "a body that declares more than 1 MB",
    request: postText("/predict", "{}", { ...JSON_TYPE, "content-length": "1000001" }),
    status: 413,
  },
  {
    name: "a batch of more than 16 MB",
    request: postText("/predict/batch", " ".repeat(16_000_001)),
    status: 413,
    contains: ["at most 16 MB"],
  },
  {
    name: "actuals without an id, or not above zero",
    request: post("/actuals", [{ request_id: "7", duration: 0 }]),
    status: 422,
    contains: ['"pointer":"/0/request_id"', '"pointer":"/0/duration"', "expected minutes above 0"],
  },
  {
    name: "an unknown path",
    request: ask("/nowhere?<script>"),
    status: 404,
    contains: ['"code":"unknown_path"', 'Nothing is at \\"/nowhere\\"'],
  },
  {
    name: "a path below a known one",
    request: ask("/predict/"),
    status: 404,
  },
  {
    name: "GET of what is posted",
    request: ask("/predict"),
    status: 405,
    contains: ['"code":"method_not_allowed"', 'Cannot GET \\"/predict\\": expected POST'],
    headers: { allow: "POST" },
  },
  {
    name: "POST to what is got",
    request: post("/healthz", {}),
    status: 405,
    headers: { allow: "GET, HEAD" },
  },
];

for (
  const { name, request, status, contains = [], containsNot = [], headers = {} } of [...ANSWERED, ...REFUSED]
) {
  Deno.test(`createApp answers ${status} to ${name}`, async () => {
    const asked = fakeApp();
    const { logged, faults } = asked;
    const response = await asked.request(request);
    const body = await response.text();
    assert.equal(response.status, status, body.slice(0, 500));
    for (const part of contains) assert.ok(body.includes(part), `${part} is not in ${body.slice(0, 2000)}`);
    for (const part of containsNot) assert.ok(!body.includes(part), `${part} is in ${body.slice(0, 2000)}`);
    for (const [key, value] of Object.entries(headers)) assert.equal(response.headers.get(key), value);
    assert.deepEqual(faults, []);
    if (status !== 200) {
      assert.equal(response.headers.get("content-type"), PROBLEM_TYPE);
      const { title, ...problem } = JSON.parse(body);
      assert.equal(problem.status, status);
      assert.equal(problem.type, "about:blank");
      assert.notEqual(title, "Error");
      assert.deepEqual(logged, []);
    }
  });
}

Deno.test("createApp logs what it answers, under the id it answers with", async () => {
  const { request, logged } = fakeApp();
  const answer = await (await request(post("/predict", TRIP_EXAMPLE))).json();
  assert.match(answer.request_id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.deepEqual(logged, [{
    requestId: answer.request_id,
    predictedAt: FAKE_NOW,
    model: "duration",
    modelVersion: 3,
    shadow: false,
    features: {
      PULocationID: 161,
      DOLocationID: 236,
      trip_distance: 2.5,
      pickup_datetime: Date.parse("2025-03-01T08:30:00Z") * 1000,
    },
    prediction: 15,
  }]);
});

Deno.test("createApp answers a batch in its order, each row logged under its own id", async () => {
  const { request, logged } = fakeApp();
  const trips = Array.from({ length: 10_000 }, (_, row) => ({ ...TRIP, trip_distance: row }));
  const answers = await (await request(post("/predict/batch", trips))).json();
  assert.deepEqual(
    answers.map((a: { predicted_duration: number }) => a.predicted_duration),
    trips.map((t) => 10 + 2 * t.trip_distance),
  );
  assert.deepEqual(
    answers.map((a: { request_id: string }) => a.request_id),
    logged.map((entry) => entry.requestId),
  );
  assert.equal(new Set(logged.map((entry) => entry.requestId)).size, 10_000);
});

Deno.test("createApp joins actuals to predictions and names the ids it does not know", async () => {
  const { request, actuals } = fakeApp();
  const { request_id } = await (await request(post("/predict", TRIP))).json();
  const stranger = crypto.randomUUID();
  const told = [{ request_id, duration: 12.5 }, { request_id: stranger, duration: 1 }];
  const response = await request(post("/actuals", told));
  assert.deepEqual(await response.json(), { recorded: 1, unknown: [stranger] });
  assert.deepEqual(actuals, [{ requestId: request_id, actual: 12.5, observedAt: FAKE_NOW }]);
});

Deno.test("createApp answers 503 and reports the cause when actuals cannot be recorded", async () => {
  const fail = () => Promise.reject(new Error("disk /secret is full"));
  const { request, faults } = fakeApp({ predictionQueue: { ...NO_QUEUE, recordActuals: fail } });
  const response = await request(post("/actuals", [{ request_id: crypto.randomUUID(), duration: 1 }]));
  const problem = await response.json();
  assert.equal(response.status, 503);
  assert.equal(problem.code, "prediction_log");
  assert.ok(!JSON.stringify(problem).includes("secret"));
  const [fault] = faults;
  assert.equal(fault.requestId, problem.request_id);
  assert.match(String((fault.error as Error).cause), /secret/);
});

Deno.test("createApp tells what of a trip the model never saw", async () => {
  const { request } = fakeApp();
  const seen = await (await request(post("/predict", TRIP))).json();
  assert.deepEqual(seen.unseen, []);
  const unseen = await (await request(post("/predict", { ...TRIP, DOLocationID: 265 }))).json();
  assert.deepEqual(unseen.unseen, ["DOLocationID", "PU_DO"]);
});

Deno.test("createApp answers 500 without internals, and reports them under the answered id", async () => {
  const internals = [
    new Error("secret"),
    new TaxiError('Cannot read "/secret"', { code: "anything" }),
  ];
  for (const error of internals) {
    const { request, faults } = fakeApp({
      model: {
        ...FAKE_MODEL,
        predict: () => {
          throw error;
        },
      },
    });
    const response = await request(post("/predict", TRIP));
    const body = await response.text();
    assert.equal(response.status, 500);
    assert.ok(!body.includes("secret"), body);
    assert.deepEqual(faults, [{ requestId: JSON.parse(body).request_id, error }]);
  }
});

Deno.test("createApp answers 500, not null minutes, when a model predicts no number", async () => {
  const { request, logged, faults } = fakeApp({
    model: { ...FAKE_MODEL, predict: () => Float64Array.of(NaN) },
  });
  assert.equal((await request(post("/predict", TRIP))).status, 500);
  assert.match(String(faults[0].error), /predicted NaN, expected a number of minutes/);
  assert.deepEqual(logged, []);
});

const NO_QUEUE: AppOptions["predictionQueue"] = {
  offer: () => true,
  room: () => Promise.reject(new Error("not asked in this test")),
  recordActuals: () => Promise.reject(new Error("not asked in this test")),
  status: () => ({ waiting: 0, capacity: 1000, fault: undefined }),
};

function deep(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}
