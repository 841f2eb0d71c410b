import assert from "node:assert/strict";
import { findHome } from "../commands/home.ts";
import { followModels } from "../commands/live_models.ts";
import { logModel } from "../commands/mlflow_model/log_model.ts";
import { createServingApp } from "../commands/serving_app.ts";
import { openPredictionQueue } from "../tracking/open_prediction_queue.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { hostGate } from "../server/gate/host_gate.ts";
import { LOGGED_COLUMNS } from "../server/logged_columns.ts";
import { TrackingHandle } from "../server/tracking_handle.ts";
import { TRACKER_ROUTES } from "../server/ui/tracker/paths.ts";
import { browserTest } from "./browser.ts";
import { constantModel } from "./constant_model.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const NAME = "fares of 100%";

/** Two versions of a model, of runs that tell their data; the first is champion. */
async function register(tracking: Tracking): Promise<void> {
  const { experimentId } = await tracking.experiments.create({ name: "fares" });
  for (const minutes of [11, 22]) {
    const run = await tracking.runs.create({ experimentId, name: `says ${minutes}`, owner: "client" });
    const dataset = {
      name: `trips for ${minutes}`,
      digest: `d${minutes}`,
      context: "training",
      sourceType: "local",
      source: "/d",
    };
    await tracking.runs.log(run.runId, { datasets: [dataset] });
    const { modelId, storage } = await logModel(tracking, run, {
      bytes: constantModel(minutes),
      kind: "mean",
      params: {},
      metrics: [],
    });
    const aliases = minutes === 11 ? ["champion"] : [];
    await tracking.models.createVersion({
      name: NAME,
      runId: run.runId,
      source: `models:/${modelId}`,
      storage,
      aliases,
    });
  }
}

/** A server of that champion with its pages, as `taxi serve` joins them, on a port of its own. */
function withServer(
  visit: (server: { origin: string; refresh: () => Promise<void> }) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const home = findHome(folder);
    await using tracking = new TrackingHandle(() => openTracking(home.path));
    await register(await tracking.get());
    using followed = await followModels(home, { model: `${NAME}@champion` }, () => {});
    await using predictionQueue = openPredictionQueue(home.path, LOGGED_COLUMNS, {
      capacity: 1000,
      limits: {},
      onLost: () => {},
    });
    const guards = (route: string) => TRACKER_ROUTES.has(route);
    const app = createServingApp({
      models: followed.models,
      predictionQueue,
      tracking,
      modelPages: true,
      gates: [hostGate({ guards, hosts: [], origins: [] })],
      onFault: (_id, error) => assert.fail(error as Error),
    });
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request, info) => app.fetch(request, info),
    );
    try {
      await visit({ origin: `http://127.0.0.1:${server.addr.port}`, refresh: followed.models.refresh });
    } finally {
      await server.shutdown();
    }
  });
}

browserTest(
  "a click on the page of a model swaps the model that is served, and a click takes it back",
  (browser) =>
    withServer(async ({ origin, refresh }) => {
      const ask = async () => {
        await refresh(); // as the server does again and again
        const body = JSON.stringify({ PULocationID: 161, DOLocationID: 236 });
        const response = await fetch(`${origin}/predict`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        const { predicted_duration: minutes, model_version: version } = await response.json();
        return [minutes, version];
      };
      const page = await browser.newPage({ javaScriptEnabled: false });
      await page.goto(`${origin}/models`);
      await page.getByRole("link", { name: NAME }).click();
      assert.deepEqual(await ask(), [11, 1]);
      await page.getByRole("button", { name: "Move champion from version 1 to version 2" }).press("Enter");
      await page.getByText("points to version 2 now. Before, it pointed to version 1.").waitFor();
      assert.deepEqual(await ask(), [22, 2]);
      await page.getByRole("button", { name: "Move it back to version 1" }).click();
      await page.getByText("points to version 1 now").waitFor();
      assert.deepEqual(await ask(), [11, 1]);
    }),
);

browserTest(
  "from a prediction to the data that made it is one click, and one more to the run",
  (browser) =>
    withServer(async ({ origin }) => {
      const page = await browser.newPage();
      await page.goto(`${origin}/?from=161&to=132`);
      await page.getByRole("link", { name: `${NAME} version 1` }).click();
      await page.waitForURL(`${origin}/models/fares%20of%20100%25/versions/1`);
      await page.getByRole("row", { name: /trips for 11 training d11/ }).waitFor();
      await page.getByRole("link", { name: "says 11" }).click();
      await page.waitForURL(/\/runs\/[0-9a-f]{32}$/);
      await page.getByText("trips for 11").first().waitFor();
    }),
);

Deno.test("a page from elsewhere cannot move an alias", () =>
  withServer(async ({ origin }) => {
    const path = `${origin}/models/${encodeURIComponent(NAME)}/aliases`;
    const send = async (headers: Record<string, string>) => {
      const body = new URLSearchParams({ alias: "champion", version: "2", was: "1" });
      const response = await fetch(path, { method: "POST", body, headers, redirect: "manual" });
      await response.body?.cancel();
      return response.status;
    };
    for (const foreign of ["https://evil.example", "null", "http://127.0.0.1:1"]) {
      assert.equal(await send({ origin: foreign }), 403, foreign);
    }
    assert.equal(await send({ origin }), 303);
  }));
