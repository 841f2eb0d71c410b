import assert from "node:assert/strict";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { HOSTILE } from "../tests/sample_tracking.ts";
import {
  type TrackedPages,
  trackerVisitTest,
  withSamplePages,
  withTrackedPages,
} from "../tests/tracker_visit.ts";

/** Names that an address has to carry. */
const ODD_NAMES = [
  "100%",
  "a%2Fb",
  "%25",
  "a b",
  "Dauer für Fahrten",
  "what?#x&y",
  "<b>",
  `it's "so"`,
  "a\\b",
  "🚕",
];

/** Sends a form as a page does. @returns the status, where to, and what is shown */
async function post({ app }: TrackedPages, name: string, fields: Record<string, string>) {
  const response = await app.request(`/models/${encodeURIComponent(name)}/aliases`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  return {
    status: response.status,
    location: response.headers.get("location"),
    body: await response.text(),
  };
}

Deno.test("GET /models says what to type as long as nothing is registered", () =>
  withTrackedPages(async ({ get }) => {
    const { status, body } = await get("/models");
    assert.equal(status, 200);
    assert.match(body, /Nothing is registered yet[\s\S]*taxi train[\s\S]*mlflow.register_model/);
    assert.match((await get("/models?q=x")).body, /No model matches/);
  }));

Deno.test("GET /models lists models with their aliases, finds by name and by filter, and turns pages", () =>
  withTrackedPages(async ({ get, tracking: { models } }) => {
    for (let i = 0; i < 60; i++) await models.create({ name: `model-${String(i).padStart(2, "0")}` });
    await models.createVersion({ name: "Fares", source: "s3://b/m", aliases: ["champion"] });
    await models.setTags("Fares", { team: "a" });
    for (const path of ["/models?q=fare", "/models?q=tags.team+%3D+%27a%27"]) {
      const { body } = await get(path);
      assert.match(
        body,
        /1 model, by name[\s\S]*href="\/models\/Fares"[\s\S]*versions\/1">champion → 1</,
        path,
      );
      assert.doesNotMatch(body, /model-\d\d/);
    }
    const first = await get("/models?q=model"), second = await get("/models?q=model&page=2");
    assert.match(first.body, /model-49[\s\S]*href="\/models\?q=model&amp;page=2" rel="next"/);
    assert.doesNotMatch(first.body, /model-50/);
    assert.match(second.body, /model-50[\s\S]*href="\/models\?q=model" rel="prev"/);
    assert.doesNotMatch(second.body, /rel="next"/);
    assert.match((await get("/models?page=9")).body, /no more models/);
    const fault = await get("/models?q=nothing+%3D+1");
    assert.equal(fault.status, 400);
    assert.match(fault.body, /role="alert">Invalid attribute key/);
  }));

Deno.test("GET /models/{name} shows versions with the metrics of their runs, and where each alias points", () =>
  withSamplePages(async ({ get, sample }) => {
    const { status, body } = await get(`/models/${sample.model}`);
    assert.equal(status, 200);
    assert.match(body, /3 versions; <b>challenger<\/b> is <a href="\/models\/taxi-duration\/versions\/3">/);
    assert.match(body, /aria-label="champion points here"/);
    assert.match(body, /aria-label="Move champion from version 2 to version 1"/);
    assert.match(body, />mae<[\s\S]*>r2<[\s\S]*3\.25/);
    assert.match(body, new RegExp(`href="/runs/${sample.trained[1]}"`));
    const [first, second, third] = sample.trained;
    assert.ok(body.includes(`href="/compare?run=${third}&amp;run=${first}&amp;run=${second}"`));
    assert.equal((await get("/models/none")).status, 404);
  }));

Deno.test("a form moves an alias, says what was there before, and the way back works", () =>
  withSamplePages(async (pages) => {
    const { get, sample: { model }, tracking: { models } } = pages;
    const moved = await post(pages, model, { alias: "champion", version: "3", was: "2" });
    assert.deepEqual([moved.status, moved.location], [303, `/models/${model}?alias=champion&was=2`]);
    const { body } = await get(moved.location!);
    assert.match(body, /<b>champion<\/b> points to version 3 now. Before, it pointed to version 2/);
    assert.match(
      body,
      /name="was" value="3"\/?><button type="submit" name="version" value="2">Move it back to version 2/,
    );
    assert.equal((await post(pages, model, { alias: "champion", version: "2", was: "3" })).status, 303);
    assert.deepEqual({ ...(await models.get(model)).aliases }, { challenger: 3, champion: 2 });

    const set = await post(pages, model, { alias: "shadow-1", version: "1" });
    assert.match(
      (await get(set.location!)).body,
      /shadow-1<\/b> points to version 1 now. Before, it pointed to none[\s\S]*Remove it again/,
    );
    const removed = await post(pages, model, { alias: "shadow-1", version: "", was: "1" });
    assert.match(
      (await get(removed.location!)).body,
      /points to no version now. Before, it pointed to version 1/,
    );
    assert.deepEqual({ ...(await models.get(model)).aliases }, { challenger: 3, champion: 2 });
  }));

Deno.test("an alias that somebody else has moved meanwhile stays there, and the page tells", () =>
  withSamplePages(async (pages) => {
    const { sample: { model }, tracking: { models } } = pages;
    await models.setAlias(model, "champion", 1);
    const seen: Record<string, string>[] = [{ was: "2" }, {}];
    for (const was of seen) {
      const { status, body } = await post(pages, model, { alias: "champion", version: "3", ...was });
      assert.equal(status, 409);
      assert.match(body, /role="alert"[\s\S]*it is at version 1, expected it at [\s\S]*Nothing was changed/);
      assert.match(body, /name="was" value="1"\/?>[^]*Move champion from version 1 to version 3/);
    }
    assert.equal((await models.get(model)).aliases.champion, 1);
  }));

Deno.test("what an alias cannot be is told on the page, and nothing is changed", () =>
  withSamplePages(async (pages) => {
    const { sample: { model }, tracking: { models } } = pages;
    const before = (await models.get(model)).aliases;
    for (const alias of ["latest", "V3", "a b", "", "x".repeat(256), HOSTILE]) {
      const { status, body } = await post(pages, model, { alias, version: "1" });
      assert.equal(status, 400, alias);
      assert.match(body, /role="alert"[\s\S]*as an alias: expected letters/, alias);
      assert.doesNotMatch(body, /<script>alert|<img src=x/);
    }
    const missing = await post(pages, model, { alias: "champion", version: "9", was: "2" });
    assert.deepEqual([missing.status, /latest is 3/.test(missing.body)], [404, true]);
    assert.equal((await post(pages, "none", { alias: "a", version: "1" })).status, 404);
    assert.equal((await post(pages, model, { alias: "champion", version: "0", was: "2" })).status, 400);
    assert.deepEqual((await models.get(model)).aliases, before);
  }));

Deno.test("the pages of models take any name that the registry takes", () =>
  withTrackedPages(async (pages) => {
    const { get, tracking: { models } } = pages;
    for (const name of ODD_NAMES) {
      await models.createVersion({ name, source: "s3://b/m", description: HOSTILE, tags: { note: HOSTILE } });
      const path = `/models/${encodeURIComponent(name)}`;
      assert.ok((await get("/models")).body.includes(`href="${path.replaceAll("'", "&#39;")}"`), name);
      assert.equal((await get(path)).status, 200, name);
      const { status, location } = await post(pages, name, { alias: "champion", version: "1" });
      assert.equal(status, 303, name);
      assert.equal((await models.get(name)).aliases.champion, 1);
      for (const shown of [location!, "/models", `${path}/versions/1`]) {
        const { status, body } = await get(shown);
        assert.equal(status, 200, shown);
        assert.doesNotMatch(body, /<script>alert|<img src=x|<b>"/, shown);
      }
    }
  }));

Deno.test("GET /models/{name}/versions/{version} goes from the data to the version, and says how to use it", () =>
  withSamplePages(async ({ get, sample: { model, trained, loggedModelId, experimentId } }) => {
    const { status, body } = await get(`/models/${model}/versions/2`);
    assert.equal(status, 200);
    assert.match(body, /Made by gbdt-1 in taxi-duration, from green 2024-01, green 2024-07/);
    const steps = [
      /green 2024-01[^]*training[^]*<code>d0b54f27<\/code>[^]*https:\/\/example.org/,
      /<code>train.py<\/code> commit <code>3f2a9c1d[^]*taxi train green 2024-01/,
      new RegExp(`href="/runs/${trained[0]}">gbdt-1[^]*href="/experiments/${experimentId}">taxi-duration`),
      new RegExp(`gbdt <span class="quiet">taxi</span> <code>${loggedModelId}`),
      new RegExp(`<code>models:/${loggedModelId}`),
    ];
    const places = steps.map((step) =>
      step.exec(body.slice(body.indexOf("Where it comes from")))?.index ?? -1
    );
    assert.ok(places.every((place, i) => place > (places[i - 1] ?? -1)), `${places}`);
    assert.match(body, />test\.mae<[^]*3\.21<\/td><td class="words">green 2024-07/);
    assert.match(body, /load_model\(&quot;models:\/taxi-duration@champion&quot;\)/);
    assert.match(body, /checked[^]*yes/);
    for (const version of ["0", "4", "01", "x", "champion", "1e1", "99999999999"]) {
      assert.equal((await get(`/models/${model}/versions/${version}`)).status, 404, version);
    }
  }));

Deno.test("GET /models/{name}/versions/{version} shows what there is of a version whose run or files are gone or spoilt", () =>
  withTrackedPages(async ({ get, tracking: { models, files, runs } }) => {
    await models.createVersion({ name: "m", source: "s3://b/m", runId: undefined });
    await models.createVersion({ name: "m", source: "s3://b/m", registered: true, runId: "0".repeat(32) });
    const { runId, artifactUri } = await runs.create({ experimentId: 0, name: "spoilt" });
    const folder = artifactUri.replace("mlflow-artifacts:/", "");
    await files.put(`${folder}/model/MLmodel`, new TextEncoder().encode("signature: {inputs: '"));
    await models.createVersion({ name: "m", source: `runs:/${runId}/model`, runId });
    await files.put(
      `${folder}/fine/MLmodel`,
      new TextEncoder().encode(`signature: {inputs: '[{"name":"<b>x","type":"double"}]'}`),
    );
    await models.createVersion({ name: "m", source: `runs:/${runId}/fine`, runId });
    const bodies = [];
    for (const version of [1, 2, 3, 4]) {
      const { status, body } = await get(`/models/m/versions/${version}`);
      assert.equal(status, 200, String(version));
      bodies.push(body);
    }
    assert.match(bodies[0], /No run is known that made it/);
    assert.match(bodies[1], /Made by run 0{32}, which is not here/);
    assert.match(bodies[2], /role="alert">▲ Cannot read MLmodel: /);
    assert.match(bodies[3], /<code>&lt;b&gt;x<\/code>[^]*double[^]*yes/);
  }));

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    trackerVisitTest(
      `the pages of models at ${width} px in the ${colorScheme} theme fit, and keep nobody out`,
      { width, colorScheme },
      async ({ page, origin, tracking, sample: { model, runs } }) => {
        const odd = HOSTILE.replace(/[/:@]/g, "");
        await tracking.models.createVersion({
          ...{ name: odd, runId: runs.hostile, source: `s3://${"x".repeat(3000)}`, description: HOSTILE },
          tags: { note: HOSTILE, long: "y".repeat(5000) },
        });
        const evil = encodeURIComponent(odd);
        const paths = [
          ...[
            "",
            `/${model}?alias=champion&was=3`,
            `/${model}/versions/2`,
            `/${evil}`,
            `/${evil}/versions/1`,
          ],
          ...["?q=none", "?q=a+%3D+1"],
        ];
        for (const path of paths) {
          await page.goto(`${origin}/models${path}`);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
          await axeFindsNothing(page);
        }
      },
    );
  }
}

trackerVisitTest(
  "an alias is set, refused, moved and removed by keyboard, without scripts",
  { javaScriptEnabled: false },
  async ({ page, origin, tracking, sample: { model } }) => {
    await page.goto(`${origin}/models/${model}`);
    await page.getByRole("textbox", { name: "Alias" }).fill("v1");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("expected letters, digits").waitFor();
    await page.getByRole("textbox", { name: "Alias" }).fill("night-shift");
    await page.getByRole("combobox", { name: "Version" }).selectOption("1");
    await page.getByRole("button", { name: "Set alias" }).press("Enter");
    await page.getByText("night-shift points to version 1 now").waitFor();
    await page.getByRole("button", { name: "Move night-shift from version 1 to version 3" }).press("Enter");
    await page.getByText("Before, it pointed to version 1").waitFor();
    await tracking.models.setAlias(model, "night-shift", 2); // by somebody else
    await page.getByRole("button", { name: "Remove night-shift, which points to version 3" }).press("Enter");
    await page.getByText("it is at version 2, expected it at version 3. Nothing was changed.").waitFor();
    await page.getByRole("button", { name: "Remove night-shift", exact: true }).press("Enter");
    await page.getByText("night-shift points to no version now").waitFor();
    assert.ok(!("night-shift" in (await tracking.models.get(model)).aliases));
  },
);
