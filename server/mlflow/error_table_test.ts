import assert from "node:assert/strict";
import { withApi } from "./with_api.ts";

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
