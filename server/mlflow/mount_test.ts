import assert from "node:assert/strict";
import { withTemporaryHome } from "../../tracking/temporary_home.ts";
import { openTracking } from "../../tracking/tracking_store.ts";
import { RequestContext } from "../request_context.ts";
import { TrackingHandle } from "../tracking_handle.ts";
import { mlflowMount, splitUrl } from "./mount.ts";

Deno.test("mlflowMount knows MLflow's paths in both spellings, and opens the store for the first that needs it", () =>
  withTemporaryHome(async (home) => {
    let opened = 0;
    await using tracking = new TrackingHandle(() => {
      opened++;
      return openTracking(home);
    });
    const mount = mlflowMount(tracking, () => {});
    const ask = async (path: string) => {
      const request = new Request(`http://127.0.0.1:8000${path}`);
      const label = mount.label(request);
      if (label === undefined) return undefined;
      const response = await mount.answer(request, new RequestContext(0, () => "1.2.3.4"));
      return [label, response.status, (await response.text()).slice(0, 30)];
    };
    assert.deepEqual(await ask("/health"), ["/health", 200, "OK"]);
    assert.deepEqual(await ask("/version"), ["/version", 200, "3.17.2"]);
    for (const api of ["/api", "/ajax-api"]) {
      const info = await ask(`${api}/3.0/mlflow/server-info`);
      assert.deepEqual(info, ["/api/3.0/mlflow/server-info", 200, '{"store_type":"SqlStore","work']);
    }
    assert.equal(opened, 0);
    for (const api of ["/api/2.0", "/ajax-api/2.0"]) {
      const experiment = await ask(`${api}/mlflow/experiments/get?experiment_id=0`);
      assert.deepEqual(experiment, ["/api/2.0/mlflow", 200, '{"experiment":{"experiment_id"']);
      assert.deepEqual(await ask(`${api}/mlflow-artifacts/artifacts`), [
        "/api/2.0/mlflow-artifacts",
        200,
        "{}",
      ]);
    }
    assert.equal(opened, 1);
    for (const path of ["/api/3.0/mlflow/traces/search", "/v1/traces", "/api/2.0/preview/mlflow/runs/get"]) {
      assert.deepEqual(await ask(path), ["/api/2.0/mlflow", 404, '{"error_code":"ENDPOINT_NOT_FO'], path);
    }
    for (const path of ["/", "/predict", "/apiary", "/api", "/healthy"]) {
      assert.equal(await ask(path), undefined, path);
    }
  }));

Deno.test("splitUrl leaves a path as it came", () => {
  assert.deepEqual(splitUrl("http://h:1/a/../b%2e?x=1?2"), { path: "/a/../b%2e", query: "x=1?2" });
  assert.deepEqual(splitUrl("http://h"), { path: "/", query: "" });
});
