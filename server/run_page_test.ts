import assert from "node:assert/strict";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { HOSTILE } from "../tests/sample_tracking.ts";
import { trackerVisitTest, withSamplePages, withTrackedPages } from "../tests/tracker_visit.ts";

/** A page as one line, which the formatter's breaks do not part. */
const line = (body: string) => body.replace(/\s+/g, " ");

Deno.test("GET /runs/{id} answers first, then shows all that a run has", () =>
  withSamplePages(async ({ get, sample }) => {
    const { status, body } = await get(`/runs/${sample.runs.best}`);
    assert.equal(status, 200);
    assert.doesNotMatch(body, /<script(?![^>]* src=)| on\w+="|style="|(src|href)="(?:https?:|javascript:)/);
    const order = [
      ...[
        "taxi-duration</a>",
        "<h1",
        "finished",
        "Took",
        ">mae</a>",
        "Metrics",
        "Params",
        "Curves",
        "Curve of loss",
      ],
      ...["taxi-duration version 2", "@champion", "Artifacts", "plots/", "Data and code", "green 2024-01"],
      ...["trip_distance: double", "3f2a9c1d5b7e8f60", "taxi train green 2024-01", "Tags", "nightly"],
      ...[`taxi runs show ${sample.runs.best}`, "/api/2.0/mlflow/runs/get?run_id="],
    ];
    let at = 0;
    for (const text of order) {
      const found = body.indexOf(text, at);
      assert.ok(found >= 0, `"${text}" is missing, or before its place`);
      at = found;
    }
    assert.match(line(body), /<a href="[^"]*metric=loss"[^>]*>loss<\/a> ?<\/th>.*?>20<\/td>/);
  }));

Deno.test("GET /runs/{id} tells why a run failed, what is deleted, and what a run is below", () =>
  withSamplePages(async ({ get, sample: { runs } }) => {
    assert.match((await get(`/runs/${runs.failed}`)).body, /✕ failed[\s\S]*the loss became NaN at step 4/);
    assert.match((await get(`/runs/${runs.deleted}`)).body, /Deleted[\s\S]*taxi runs restore/);
    assert.ok(
      (await get(`/runs/${runs.child}`)).body.includes(`href="/runs/${runs.parent}">sweep over depth`),
    );
    const { body } = await get(`/runs/${runs.parent}`);
    assert.match(body, /Runs below this one[\s\S]*depth-3[\s\S]*depth-11/);
    assert.ok(body.includes(`href="/runs/${runs.child}"`));
    assert.match((await get(`/runs/${runs.running}`)).body, /data-refresh/);
    assert.doesNotMatch((await get(`/runs/${runs.best}`)).body, /data-refresh/);
    assert.match((await get(`/runs/${runs.best}`)).body, /Latest[\s\S]*Points/);
    assert.doesNotMatch((await get(`/runs/${runs.hostile}`)).body, />Points</); // each metric has one
    const { status, body: none } = await get("/runs/nothing");
    assert.deepEqual([status, /Cannot find run &quot;nothing&quot;/.test(none)], [404, true]);
  }));

Deno.test("GET /runs/{id} reads a note as Markdown, and nothing in it as markup", () =>
  withSamplePages(async ({ get, tracking, sample: { runs } }) => {
    const note =
      "# Why\n\n- **deeper** [trees](https://example.org/a)\n- <img src=x> [x](javascript:alert(1))";
    await tracking.runs.log(runs.best, { tags: { "mlflow.note.content": note } });
    const { body } = await get(`/runs/${runs.best}`);
    assert.match(
      line(body),
      /<strong>Why<\/strong>.*<li><strong>deeper<\/strong> <a href="https:\/\/example\.org\/a" rel=/,
    );
    assert.ok(body.includes("&lt;img src=x&gt; [x](javascript:alert(1))"));
  }));

Deno.test("GET /runs/{id}?metric= shows one metric, and its points as a table", () =>
  withSamplePages(async ({ get, sample: { runs } }) => {
    const { body } = await get(`/runs/${runs.failed}?metric=loss`);
    assert.match(body, /Curve of loss[\s\S]*The same as a table/);
    assert.equal(body.match(/<th scope="row">/g)!.length, 5);
    assert.match(body, /class="odd"/); // the NaN of the last step
    assert.match(body, /4 points|5 points, 1 not finite/);
    assert.equal((await get(`/runs/${runs.failed}?metric=none`)).status, 404);
  }));

Deno.test("GET /runs/{id} draws curves as the URL asks, page by page, found by name", () =>
  withTrackedPages(async ({ get, tracking }) => {
    const { runId } = await tracking.runs.create({ experimentId: 0, startTime: 0 });
    const steps = [0, 1, 2].map((step) => ({ step, value: 10 ** step, timestamp: 1000 * step }));
    const keys = Array.from({ length: 30 }, (_, i) => `layer ${String(i).padStart(2, "0")}/loss`);
    const logged = [...keys, "system/cpu"].flatMap((key) => steps.map((point) => ({ key, ...point })));
    await tracking.runs.log(runId, { metrics: [...logged, { key: "once", value: 1 }] });
    const charts = async (query: string) =>
      [...(await get(`/runs/${runId}${query}`)).body.matchAll(/aria-label="Curve of ([^:]*):/g)].map((
        [, key],
      ) => key);
    assert.deepEqual(await charts(""), [...keys.slice(0, 12), "system/cpu"]);
    assert.deepEqual(await charts("?curves=3"), [...keys.slice(24), "system/cpu"]);
    assert.deepEqual(await charts("?curves=99"), [...keys.slice(24), "system/cpu"]);
    assert.deepEqual(await charts("?key=17+LOSS"), [keys[17]]);
    const { body } = await get(`/runs/${runId}?scale=log&axis=time&smoothing=0.9&key=17`);
    assert.match(body, /class="line average"/);
    assert.match(body, /aria-current="true"[^>]*>log</);
    assert.match(body, /\t1 s\t10\n/);
  }));

Deno.test("GET /runs/{id} of 1,000 metrics and 2,000 params has every name, and no more charts than a page", () =>
  withTrackedPages(async ({ get, tracking }) => {
    const { runId } = await tracking.runs.create({ experimentId: 0 });
    const metrics = Array.from(
      { length: 1000 },
      (_, i) => [0, 1].map((step) => ({ key: `m${i}`, value: i, step })),
    );
    const params = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`p${i}`, `value ${i}`]));
    await tracking.runs.log(runId, { metrics: metrics.flat(), params });
    const { body } = await get(`/runs/${runId}`);
    assert.ok(body.includes(">m999</a>") && body.includes(">value 1999</td>"));
    assert.equal(body.match(/<figure/g)!.length, 12);
    assert.ok(body.length < 700_000, `${body.length} letters`);
  }));

Deno.test("GET /runs/{id} of 100,000 points draws no more than there are pixels, and loses no peak", () =>
  withTrackedPages(async ({ get, tracking }) => {
    const { runId } = await tracking.runs.create({ experimentId: 0 });
    const metrics = Array.from({ length: 100_000 }, (_, step) => ({
      ...{ key: "loss", step, timestamp: step },
      value: step === 77_777 ? 1e6 : step === 5 ? NaN : Math.sin(step),
    }));
    await tracking.runs.log(runId, { metrics });
    const { body } = await get(`/runs/${runId}`);
    assert.ok(body.length < 60_000, `${body.length} letters`);
    assert.match(body, /1,000,000 · 100,000 points, 1 not finite/);
    assert.match((await get(`/runs/${runId}?metric=loss`)).body, /1,000,000/);
  }));

Deno.test("GET /runs/{id}/preview shows the beginning of every kind of file", () =>
  withSamplePages(async ({ get, sample: { runs } }) => {
    const preview = async (path: string) =>
      await get(`/runs/${runs.best}/preview?path=${encodeURIComponent(path)}`);
    const shown: Record<string, RegExp> = {
      "notes.txt": /Trained on a rainy day\.[\s\S]*&lt;script&gt;alert\(&quot;notes&quot;\)/,
      "config/params.json": /&quot;zones&quot;: \[\n {4}74,/,
      "config/flow.yaml": /months:\n/,
      "tables/zones.csv": /The first 50 rows, 3 columns[\s\S]*East Harlem, North[\s\S]*&lt;script&gt;/,
      "tables/zones.parquet": /3 rows, 3 columns[\s\S]*zone \(text\)[\s\S]*LaGuardia Airport/,
      "plots/errors.png":
        /<img class="preview-image" src="\/runs\/[^"]*errors\.png" alt="Picture plots\/errors\.png"/,
      "plots/errors.html": /<iframe[^>]*sandbox="allow-scripts"/,
      "model/MLmodel": /flavors:/,
      "model/model.bin": /no preview of such a file/,
      "empty.txt": /The file is empty/,
    };
    for (const [path, pattern] of Object.entries(shown)) {
      const { status, body } = await preview(path);
      assert.equal(status, 200, path);
      assert.match(body, pattern, path);
      assert.match(body, /href="\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\//, path);
    }
    const odd = await preview("plots/<img src=x onerror=alert(1)>.txt");
    assert.ok(odd.body.includes("hostile name") && !odd.body.includes("<img src=x"));
    for (const path of ["nothing", "", "plots", "../../../tracking.db", `${runs.best}/notes.txt`]) {
      assert.equal((await preview(path)).status, 404, path);
      const page = `/runs/${runs.best}/page?path=${encodeURIComponent(path)}`;
      assert.equal((await get(page)).status, 404, path);
    }
    assert.equal((await get(`/runs/${runs.best}/page?path=notes.txt`)).status, 404);
    assert.equal((await get(`/runs/nothing/preview?path=notes.txt`)).status, 404);
  }));

Deno.test("GET /runs/{id} shows the files of the models that it made, and no others as its own", () =>
  withSamplePages(async ({ get, tracking, sample }) => {
    const { runs, loggedModelId } = sample;
    const model = await tracking.loggedModels.get(loggedModelId);
    await tracking.artifacts.modelFolder(model).put(
      "data/zones.txt",
      new TextEncoder().encode("East Harlem"),
    );
    const { body } = await get(`/runs/${runs.best}`);
    const preview = `/preview?path=data%2Fzones.txt&amp;model=${loggedModelId}`;
    assert.ok(body.includes("Logged model gbdt") && body.includes(preview));
    const path = `/preview?path=data/zones.txt&model=${loggedModelId}`;
    assert.match(
      (await get(`/runs/${runs.best}${path}`)).body,
      /East Harlem[\s\S]*mlflow-artifacts:\/\d+\/models\/m-/,
    );
    assert.equal((await get(`/runs/${runs.failed}${path}`)).status, 404);
    assert.equal((await get(`/runs/${runs.best}/preview?path=x&model=m-0`)).status, 404);
  }));

Deno.test("GET /runs/{id}/preview reads the beginning of a long file and no more", () =>
  withTrackedPages(async ({ get, tracking }) => {
    const { runId } = await tracking.runs.create({ experimentId: 0 });
    const half = "ä".repeat(1 << 15).slice(0, (1 << 15) - 1); // the last letter that is read is cut in two
    await tracking.artifacts.log(runId, "long.txt", new TextEncoder().encode(`x${half}${half}end`));
    const { body } = await get(`/runs/${runId}/preview?path=long.txt`);
    assert.match(body, /Only the beginning is shown/);
    assert.ok(body.includes("xää") && !body.includes("end") && !body.includes("\ufffd"));
    const documents = {
      long: `[${"1,".repeat(600_000)}1]`,
      deep: `${"[".repeat(5000)}${"1,".repeat(99_000)}1${"]".repeat(5000)}`,
    };
    for (const [name, json] of Object.entries(documents)) {
      await tracking.artifacts.log(runId, `${name}.json`, new TextEncoder().encode(json));
      const { body } = await get(`/runs/${runId}/preview?path=${name}.json`);
      assert.match(body, /Only the beginning is shown/);
      assert.ok(body.length < 150_000, name);
    }
  }));

Deno.test("the pages of a run escape whatever its names, values, tags, data and files say", () =>
  withSamplePages(async ({ get, tracking, sample: { runs } }) => {
    await tracking.artifacts.log(runs.hostile, "<script>alert(1)</script>/x.txt", new Uint8Array(1));
    for (const query of ["", "?metric=edge+0", `?key=${encodeURIComponent(HOSTILE)}`, `?axis=${HOSTILE}`]) {
      const { status, body } = await get(`/runs/${runs.hostile}${query}`);
      assert.equal(status, 200);
      assert.ok(!/<script(?! src="\/tracker\.js")|<img/.test(body), query);
      assert.ok(!body.includes('href="javascript:'));
    }
    const missing = await get(
      `/runs/${encodeURIComponent(HOSTILE)}/preview?path=${encodeURIComponent(HOSTILE)}`,
    );
    assert.ok(missing.status === 404 && !missing.body.includes("<img"));
  }));

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    trackerVisitTest(
      `the pages of a run at ${width} px in the ${colorScheme} theme fit, and keep nobody out`,
      { width, colorScheme },
      async ({ page, origin, sample: { runs } }) => {
        const preview = (path: string) => `${runs.best}/preview?path=${path}`;
        const everywhere = [runs.best, runs.hostile, `${runs.best}?metric=loss`, preview("tables/zones.csv")];
        const once = [
          ...[runs.failed, runs.parent, runs.deleted, `${runs.running}?axis=time&scale=log&smoothing=0.9`],
          ...["notes.txt", "plots/errors.png", "model/model.bin"].map(preview),
        ];
        for (const path of [...everywhere, ...(width === 390 && colorScheme === "dark" ? once : [])]) {
          await page.goto(`${origin}/runs/${path}`);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
          await axeFindsNothing(page);
        }
        // the frame's own content is not ours to keep in order
        await page.goto(`${origin}/runs/${preview("plots/errors.html")}`);
        await page.frameLocator("iframe").getByText("Run", { exact: true }).waitFor();
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
      },
    );
  }
}

trackerVisitTest(
  "a curve is read by pointer and by keys, a long list is filtered, a picture is seen",
  {},
  async ({ page, origin, tracking, sample: { runs } }) => {
    const params = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`param ${i}`, String(i)]));
    await tracking.runs.log(runs.best, { params });
    await page.goto(`${origin}/runs/${runs.best}`);
    const curve = page.locator("figure.curve").first(), reading = curve.locator(".reading");
    const before = await reading.textContent();
    await curve.locator("svg").hover();
    await page.waitForFunction(`document.querySelector(".reading").textContent.startsWith("9: ") ||
      document.querySelector(".reading").textContent.startsWith("10: ")`);
    await page.mouse.move(0, 0);
    assert.equal(await reading.textContent(), before);
    await curve.locator("svg").focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    assert.match((await reading.textContent())!, /^2: \d/);
    await page.getByLabel("Filter").fill("param 3");
    await page.getByText("13 of 46").waitFor();
    await page.goto(`${origin}/runs/${runs.best}/preview?path=plots/errors.png`);
    assert.equal(await page.evaluate(`document.querySelector(".preview-image").naturalWidth`), 16);
  },
);

trackerVisitTest(
  "the page of a running run follows it, and stops when it ends",
  {},
  async ({ page, origin, tracking, sample: { runs } }) => {
    await page.clock.install();
    await page.goto(`${origin}/runs/${runs.running}`);
    await tracking.runs.log(runs.running, { metrics: [{ key: "mae", value: 1234.5, step: 99 }] });
    await tracking.artifacts.log(runs.running, "late.txt", new TextEncoder().encode("late"));
    await page.clock.runFor(6000);
    await page.locator("#state").getByText("1,235").waitFor();
    await page.getByRole("link", { name: "late.txt", exact: true }).waitFor();
    await tracking.runs.end(runs.running, { status: "finished" });
    await page.clock.runFor(6000);
    await page.getByText("✓ finished").waitFor();
    assert.equal(await page.locator("[data-refresh]").count(), 0);
  },
);

trackerVisitTest(
  "the pages of a run say all without scripts",
  { javaScriptEnabled: false },
  async ({ page, origin, sample }) => {
    await page.goto(`${origin}/runs/${sample.runs.best}`);
    await page.getByRole("link", { name: "log", exact: true }).click();
    await page.waitForURL(/scale=log#curves$/);
    await page.locator(".curves").getByRole("link", { name: "loss" }).click();
    await page.getByRole("heading", { name: "The same as a table" }).waitFor();
    await page.getByRole("link", { name: "gbdt-1" }).click();
    await page.getByRole("link", { name: "zones.csv", exact: true }).click();
    await page.getByText("East Harlem, North").waitFor();
  },
);
