import assert from "node:assert/strict";
import { openTracking, type Tracking } from "../../tracking/tracking_store.ts";
import { withTemporaryHome } from "../../tracking/temporary_home.ts";
import { answerMlflow } from "./api.ts";
import { BODY_BYTES } from "./read_bytes.ts";

interface Place {
  readonly store: Tracking;
  /** What the API answers: its status and its JSON. */
  // deno-lint-ignore no-explicit-any -- the tests look into answers of every shape
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<[number, any]>;
  /** {@linkcode Place.ask} for a `POST` that must succeed. */
  // deno-lint-ignore no-explicit-any -- as above
  post(path: string, body: unknown): Promise<any>;
  readonly faults: unknown[];
}

function withApi(work: (place: Place) => Promise<void>): Promise<void> {
  return withTemporaryHome(async (home) => {
    await using store = await openTracking(home);
    const faults: unknown[] = [];
    const ask: Place["ask"] = async (
      method,
      path,
      body,
      headers = { "content-type": "application/json" },
    ) => {
      const request = new Request(`http://x/${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const [below, query = ""] = path.split("?");
      const open = () => Promise.resolve(store);
      const response = await answerMlflow(
        open,
        request,
        "mlflow",
        below,
        query,
        (fault) => faults.push(fault),
      );
      assert.equal(response.headers.get("content-type"), "application/json");
      return [response.status, await response.json()];
    };
    const post: Place["post"] = async (path, body) => {
      const [status, answer] = await ask("POST", path, body);
      assert.equal(status, 200, JSON.stringify(answer));
      return answer;
    };
    await work({ store, ask, post, faults });
  });
}

Deno.test("MLflow's error table: each failure has its status, code and text", () =>
  withApi(async ({ ask, post, faults }) => {
    const { experiment_id } = await post("experiments/create", { name: "x" });
    const { run: { info: { run_id } } } = await post("runs/create", { experiment_id });
    await post("runs/log-parameter", { run_id, key: "alpha", value: "0.5" });
    const { run: { info: { run_id: gone } } } = await post("runs/create", { experiment_id });
    await post("runs/delete", { run_id: gone });
    const { experiment_id: closed } = await post("experiments/create", { name: "closed" });
    await post("experiments/delete", { experiment_id: closed });
    await post("registered-models/create", { name: "m" });
    await post("model-versions/create", { name: "m", source: "s3://b/m" });
    const DOCS = "See the API docs for more information about request parameters.";
    const NAMES =
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
    const PATHS =
      "Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to";
    const point = { run_id, value: 1, timestamp: 1 };
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: "1", timestamp: 1 }));
    const cases: [string, string, unknown, number, string, string][] = [
      [
        "POST",
        "experiments/create",
        {},
        400,
        "INVALID_PARAMETER_VALUE",
        `Missing value for required parameter 'name'. ${DOCS}`,
      ],
      [
        "POST",
        "experiments/create",
        { name: 123 },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value 123 for parameter 'name' supplied:  Hint: Value was of type 'int'. ${DOCS}`,
      ],
      [
        "POST",
        "experiments/create",
        { name: "x" },
        400,
        "RESOURCE_ALREADY_EXISTS",
        "Experiment(name=x) already exists.",
      ],
      [
        "POST",
        "experiments/create",
        { name: "closed" },
        400,
        "RESOURCE_ALREADY_EXISTS",
        "Experiment(name=closed) already exists.",
      ],
      [
        "GET",
        "experiments/get?experiment_id=999999",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "No Experiment with id=999999 exists",
      ],
      [
        "GET",
        "experiments/get?experiment_id=abc",
        undefined,
        400,
        "INVALID_PARAMETER_VALUE",
        "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.",
      ],
      [
        "GET",
        "experiments/get-by-name?experiment_name=y",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "Could not find experiment with name 'y'",
      ],
      [
        "POST",
        "runs/create",
        { experiment_id: closed },
        400,
        "INVALID_PARAMETER_VALUE",
        `The experiment ${closed} must be in the 'active' state. Current state is deleted.`,
      ],
      [
        "GET",
        "runs/get?run_id=nope",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "Run with id=nope not found",
      ],
      [
        "POST",
        "runs/log-metric",
        { ...point, run_id: gone, key: "a" },
        400,
        "INVALID_PARAMETER_VALUE",
        `The run ${gone} must be in the 'active' state. Current state is deleted.`,
      ],
      [
        "POST",
        "runs/log-metric",
        { ...point, key: "a$b" },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "a$b" for parameter 'name' supplied: ${NAMES}`,
      ],
      [
        "POST",
        "runs/log-metric",
        { ...point, key: "../x" },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "../x" for parameter 'name' supplied: ${PATHS} '../x'`,
      ],
      [
        "POST",
        "runs/log-metric",
        { ...point, key: "a/./b" },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "a/./b" for parameter 'name' supplied: ${PATHS} 'a/b'`,
      ],
      [
        "POST",
        "runs/log-metric",
        { ...point, key: "k".repeat(251) },
        400,
        "INVALID_PARAMETER_VALUE",
        "'Metric name' exceeds the maximum length of 250 characters",
      ],
      [
        "POST",
        "runs/log-parameter",
        { run_id, key: "k".repeat(251) },
        400,
        "INVALID_PARAMETER_VALUE",
        "'Param key' exceeds the maximum length of 250 characters",
      ],
      [
        "POST",
        "runs/set-tag",
        { run_id, key: "a$b" },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "a$b" for parameter 'key' supplied: ${NAMES}`,
      ],
      [
        "POST",
        "runs/set-tag",
        { run_id, key: "k".repeat(251) },
        400,
        "INVALID_PARAMETER_VALUE",
        "'key' exceeds the maximum length of 250 characters",
      ],
      [
        "POST",
        "runs/log-parameter",
        { run_id, key: "alpha", value: "0.6" },
        400,
        "INVALID_PARAMETER_VALUE",
        `Changing param values is not allowed. Param with key='alpha' was already logged with value='0.5' for run ID='${run_id}'. Attempted logging new value '0.6'.`,
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, params: [{ key: "alpha", value: "9" }] },
        400,
        "INVALID_PARAMETER_VALUE",
        `Changing param values is not allowed. Params were already logged='[{'key': 'alpha', 'old_value': '0.5', 'new_value': '9'}]' for run ID='${run_id}'.`,
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, params: [{ key: "dd" }, { key: "dd" }] },
        400,
        "INVALID_PARAMETER_VALUE",
        "Duplicate parameter keys have been submitted: ['dd']. Please ensure the request contains only one param value per param key.",
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, metrics: many(1001) },
        400,
        "INVALID_PARAMETER_VALUE",
        "A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up metrics across multiple requests and try again.",
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, metrics: many(950), params: many(51) },
        400,
        "INVALID_PARAMETER_VALUE",
        "A batch logging request can contain at most 1000 metrics, params, and tags. Got 1001 metrics, params, and tags. Please split up metrics, params, and tags across multiple requests and try again.",
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, metrics: [{ key: "a$b", value: 1, timestamp: 1 }] },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "a$b" for parameter 'metrics[0].name' supplied: ${NAMES}`,
      ],
      [
        "POST",
        "runs/log-batch",
        { run_id, params: [{ key: "a$b" }] },
        400,
        "INVALID_PARAMETER_VALUE",
        `Invalid value "a$b" for parameter 'params[0].key' supplied: ${NAMES}`,
      ],
      [
        "POST",
        "runs/delete-tag",
        { run_id, key: "nope" },
        404,
        "RESOURCE_DOES_NOT_EXIST",
        `No tag with name: nope in run with id ${run_id}`,
      ],
      [
        "POST",
        "runs/search",
        { max_results: 0 },
        400,
        "INVALID_PARAMETER_VALUE",
        "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
      ],
      [
        "POST",
        "runs/search",
        { page_token: "???" },
        400,
        "INVALID_PARAMETER_VALUE",
        "Invalid page token, could not base64-decode",
      ],
      [
        "GET",
        "registered-models/get?name=x",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "Registered Model with name=x not found",
      ],
      [
        "POST",
        "registered-models/create",
        { name: "m" },
        400,
        "RESOURCE_ALREADY_EXISTS",
        "Registered Model (name=m) already exists.",
      ],
      [
        "GET",
        "model-versions/get?name=x&version=1",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "Model Version (name=x, version=1) not found",
      ],
      [
        "GET",
        "model-versions/get?name=m&version=abc",
        undefined,
        400,
        "INVALID_PARAMETER_VALUE",
        "Parameter 'version' must be an integer, got 'abc'.",
      ],
      [
        "GET",
        "registered-models/alias?name=m&alias=nope",
        undefined,
        400,
        "INVALID_PARAMETER_VALUE",
        "Registered model alias nope not found.",
      ],
      [
        "POST",
        "model-versions/transition-stage",
        { name: "m", version: "1", stage: "Foo" },
        400,
        "INVALID_PARAMETER_VALUE",
        "Invalid Model Version stage: Foo. Value must be one of None, Staging, Production, Archived.",
      ],
      [
        "GET",
        "logged-models/m-x",
        undefined,
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "Logged model with ID 'm-x' not found.",
      ],
      ["POST", "nope", {}, 404, "ENDPOINT_NOT_FOUND", 'Nothing is at "/api/2.0/mlflow/nope"'],
      ["GET", "runs/create", undefined, 405, "METHOD_NOT_ALLOWED", 'Cannot GET "runs/create", expected POST'],
    ];
    for (const [method, path, body, status, error_code, message] of cases) {
      assert.deepEqual(await ask(method, path, body), [status, { error_code, message }], `${method} ${path}`);
    }
    assert.deepEqual(faults, []);
    const { run } = (await ask("GET", `runs/get?run_id=${run_id}`))[1];
    assert.deepEqual(run.data.params, [{ key: "alpha", value: "0.5" }], "what was refused left nothing");
    assert.deepEqual(run.data.metrics, undefined);
  }));

Deno.test("MLflow's transport rules: types of bodies, camelCase, numbers as texts, nulls, words for numbers", () =>
  withApi(async ({ ask, post }) => {
    const refused = async (body: string | undefined, headers: Record<string, string>) => {
      const [status, { error_code }] = await ask("POST", "experiments/create", body, headers);
      assert.deepEqual([status, error_code], [400, "INVALID_PARAMETER_VALUE"], String(body));
    };
    await refused('{"name":"a"}', { "content-type": "text/plain" });
    await refused("{bad", { "content-type": "application/json" });
    await refused("[1]", { "content-type": "application/json" });
    const [status] = await ask("POST", "experiments/create", '{"name":"a"}', {
      "content-type": "application/json; charset=utf-8",
    });
    assert.equal(status, 200);
    const { run } = await post("runs/create", {
      experimentId: "0",
      runName: "n",
      startTime: "1.7e+12",
      tags: null,
      foo: 1,
    });
    const { run_id, run_uuid, start_time, run_name } = run.info;
    assert.deepEqual([run_uuid, start_time, run_name], [run_id, 1.7e12, "n"]);
    await post("runs/log-metric", {
      run_uuid: run_id,
      key: "m",
      value: "NaN",
      timestamp: "5",
      step: "1e+05",
    });
    await post("runs/log-metric", { run_id, key: "i", value: "-Infinity", timestamp: 5 });
    await post("runs/update", { run_id, status: 3, endTime: "7" });
    const [, { run: { info, data } }] = await ask("GET", `runs/get?run_uuid=${run_id}`);
    assert.deepEqual([info.status, info.end_time], ["FINISHED", 7]);
    assert.deepEqual(data.metrics, [
      { key: "i", value: -Number.MAX_VALUE, timestamp: 5, step: 0 },
      { key: "m", value: "NaN", timestamp: 5, step: 100_000 },
    ]);
    await post("runs/update", { run_id, status: "RUNNING" });
    const [, { run: again }] = await ask("GET", `runs/get?run_id=${run_id}`);
    assert.deepEqual([again.info.status, again.info.end_time], ["RUNNING", 7]);
  }));

Deno.test("a body that is too large is refused with 413 and an error code, told or not", () =>
  withApi(async ({ ask }) => {
    const large = `{"name":"${"x".repeat(BODY_BYTES)}"}`;
    const [status, { error_code }] = await ask("POST", "experiments/create", large);
    assert.deepEqual([status, error_code], [413, "REQUEST_TOO_LARGE"]);
  }));

Deno.test("page tokens lead through a search and are refused when they are none, or another search's", () =>
  withApi(async ({ ask, post, faults }) => {
    for (let i = 0; i < 5; i++) {
      await post("runs/create", { experiment_id: "0", start_time: i, run_name: `r${i}` });
      await post("logged-models", { experiment_id: "0", name: `m${i}` });
    }
    let token: string | undefined, seen = "";
    do {
      const { runs, next_page_token } = await post("runs/search", {
        experiment_ids: ["0"],
        max_results: 2,
        page_token: token,
      });
      seen += runs.map((run: { info: { run_name: string } }) => run.info.run_name).join();
      token = next_page_token;
    } while (token);
    assert.equal(seen, "r4,r3r2,r1r0");
    const base64 = (text: string) => new TextEncoder().encode(text).toBase64();
    for (
      const bad of [
        "?",
        "a",
        base64("hello"),
        base64("{}"),
        base64('{"offset":-1}'),
        base64('{"offset":"x"}'),
        base64("null"),
      ]
    ) {
      const [status, { error_code }] = await ask("POST", "runs/search", {
        experiment_ids: ["0"],
        page_token: bad,
      });
      assert.deepEqual([status, error_code], [400, "INVALID_PARAMETER_VALUE"], bad);
    }
    const asked = { experiment_ids: ["0"], max_results: 2 };
    const { next_page_token } = await post("logged-models/search", asked);
    assert.equal(
      (await post("logged-models/search", { ...asked, page_token: next_page_token })).models.length,
      2,
    );
    const [status] = await ask("POST", "logged-models/search", {
      ...asked,
      filter: "name = 'm1'",
      page_token: next_page_token,
    });
    assert.equal(status, 400);
    assert.deepEqual(faults, []);
  }));

Deno.test("a version's source must be a place of its own run or model, or one elsewhere", () =>
  withApi(async ({ ask, post }) => {
    const { run: { info: { run_id, artifact_uri } } } = await post("runs/create", { experiment_id: "0" });
    const { model } = await post("logged-models", { experiment_id: "0", name: "lm", source_run_id: run_id });
    await post("registered-models/create", { name: "m" });
    const create = (source: string, more = {}) =>
      ask("POST", "model-versions/create", { name: "m", source, ...more });
    const storage = async (source: string, more = {}) => {
      const [status, answer] = await create(source, more);
      assert.equal(status, 200, JSON.stringify(answer));
      const { version, run_id } = answer.model_version;
      const [, { artifact_uri }] = await ask(
        "GET",
        `model-versions/get-download-uri?name=m&version=${version}`,
      );
      return [artifact_uri, run_id];
    };
    const { model_id, artifact_uri: place } = model.info;
    assert.deepEqual(await storage("s3://b/m"), ["s3://b/m", ""]);
    assert.deepEqual(await storage(`runs:/${run_id}/model`, { run_id }), [`${artifact_uri}/model`, run_id]);
    assert.deepEqual(await storage(`${artifact_uri}/model`, { run_id }), [`${artifact_uri}/model`, run_id]);
    assert.deepEqual(await storage(`models:/${model_id}`), [place, run_id]);
    assert.deepEqual(await storage("models:/m/4"), [place, run_id]);
    for (
      const source of [
        ...["/etc/passwd", "file:///etc/passwd", "relative/path", "C:\\x", "s3://a/../b", "s3://a/%2e%2e/b"],
        ...[`runs:/${run_id}/model`, "mlflow-artifacts:/1/other", "mlflow-artifacts://host:80/1/other"],
      ]
    ) {
      const [status, { error_code }] = await create(source);
      assert.deepEqual([status, error_code], [400, "INVALID_PARAMETER_VALUE"], source);
    }
    assert.equal((await create(`${artifact_uri}x`, { run_id }))[0], 400);
  }));
