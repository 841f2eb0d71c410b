import assert from "node:assert/strict";
import { BODY_BYTES } from "./read_bytes.ts";
import { withApi } from "./with_api.ts";

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
