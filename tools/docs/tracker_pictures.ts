import { join } from "node:path";
import type { Browser } from "playwright-core";
import { constantModel, registerModels } from "../../tests/constant_model.ts";
import { sampleTracking } from "../../tests/sample_tracking.ts";
import { startTaxi } from "../../tests/taxi_process.ts";
import { openTracking } from "../../tracking/tracking_store.ts";
import { screenshot } from "./screenshot.ts";

/** Makes the pictures of the tracker's pages, over the runs that tests use. @param folder empty; the home of the server */
export async function makeTrackerPictures(browser: Browser, folder: string, images: string): Promise<void> {
  const tracking = await openTracking(folder);
  const sample = await sampleTracking(tracking);
  await tracking.close();
  await registerModels(folder, "constant", [constantModel(12)]); // the sample's own cannot be served
  const server = startTaxi([
    "serve",
    "--model",
    "constant@champion",
    "--port",
    "0",
    "--home",
    folder,
    "--json",
  ]);
  try {
    const { url } = await server.document as { url: string };
    const runs = `${url}/experiments/${sample.experimentId}?order=metrics.mae+ASC`;
    await screenshot(runs, join(images, "runs.png"), { width: 1280, height: 640 }, browser);
    const run = `${url}/runs/${sample.runs.best}`;
    await screenshot(run, join(images, "run.png"), { width: 1280, height: 900 }, browser);
    const four = sample.trained.slice(0, 4).map((runId) => `run=${runId}`).join("&");
    await screenshot(
      `${url}/compare?${four}&only=1`,
      join(images, "compare.png"),
      { width: 1280, height: 1060 },
      browser,
    );
    const moved = `${url}/models/${sample.model}?alias=champion&was=3`;
    await screenshot(moved, join(images, "model.png"), { width: 1280, height: 520 }, browser);
  } finally {
    server.kill("SIGTERM");
    await server.ended;
  }
}
