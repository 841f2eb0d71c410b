import assert from "node:assert/strict";
import { join } from "node:path";
import { constantModel, registerModels } from "./constant_model.ts";
import { postJson, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRIP = { PULocationID: 43, DOLocationID: 151, pickup_datetime: "2023-03-01T08:00:00" };

Deno.test("taxi serve starts without a model, says so where one is needed, and takes the champion once there is one", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home");
    await using server = await startServer(["--home", home, "--reload-every", "0.05"]);
    assert.deepEqual([server.document.model, server.document.model_version], [null, null]);
    assert.equal((await postJson(`${server.url}/predict`, TRIP, 503)).code, "no_model");
    for (const path of ["/readyz", "/pairs?from=43&to=151"]) {
      const response = await fetch(server.url + path);
      assert.deepEqual([response.status, (await response.json()).code], [503, "no_model"], path);
    }
    for (const path of ["/healthz", "/docs", "/metrics"]) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200, path);
      await response.body?.cancel();
    }
    await registerModels(home, "taxi-duration", [constantModel(7)]);
    while (true) {
      const response = await fetch(`${server.url}/readyz`);
      const { model_version } = await response.json();
      if (response.ok) {
        assert.equal(model_version, 1);
        break;
      }
    }
    assert.equal((await postJson(`${server.url}/predict`, TRIP)).predicted_duration, 7);
    const { stderr } = await server.stop();
    assert.match(stderr, /Serving no model yet on .*[\s\S]*taxi-duration@champion is version 1 now/);
  }));
