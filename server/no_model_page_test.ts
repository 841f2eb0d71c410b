import assert from "node:assert/strict";
import { browserTest } from "../tests/browser.ts";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { fakeApp } from "./fake_app.ts";
import { noModel } from "./no_model.ts";
import type { ServedModels } from "./served_models.ts";

const NO_MODELS: ServedModels = {
  choose: () => {
    throw noModel();
  },
  shadow: undefined,
  list: () => [],
  faults: () => [],
};

Deno.test("GET / without a model tells people what to type and programs what is wrong", async () => {
  const { request } = fakeApp({ models: NO_MODELS });
  const page = await request("/", { headers: { accept: "text/html,*/*" } });
  assert.equal(page.status, 503);
  assert.match(
    await page.text(),
    /no model to predict with yet[\s\S]*taxi train [\s\S]*href="\/experiments"/,
  );
  const problem = await request("/");
  assert.deepEqual([problem.status, (await problem.json()).code], [503, "no_model"]);
});

browserTest("GET / without a model is a page for everybody, and follows MLflow's links", async (browser) => {
  const { request } = fakeApp({ models: NO_MODELS });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (asked) => request(asked),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  await page.goto(origin);
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await axeFindsNothing(page);
  await page.goto(`${origin}/#/experiments/7`);
  await page.waitForURL(`${origin}/experiments/7`);
  await server.shutdown();
});
