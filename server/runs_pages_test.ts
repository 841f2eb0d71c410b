import assert from "node:assert/strict";
import { HOSTILE } from "../tests/sample_tracking.ts";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { trackerVisitTest, withSamplePages, withTrackedPages } from "../tests/tracker_visit.ts";

/** Texts of the cells of each row, without what is only for programs to read aloud. */
function rowsOf(body: string): string[] {
  const [table] = /<tbody>[\s\S]*?<\/tbody>/.exec(body) ?? [""];
  return table.split("<tr").slice(1).map((row) =>
    row.replace(/^[^>]*>/, "").replace(/<span class="unseen">.*?<\/span>/g, "").replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ").trim()
  );
}

const query = (asked: Record<string, string>) => new URLSearchParams(asked).toString();

Deno.test("GET /experiments lists what there is with runs, activity, description and tags, and finds words", () =>
  withSamplePages(async ({ get, sample }) => {
    const { status, body } = await get("/experiments");
    assert.equal(status, 200);
    const rows = rowsOf(body);
    assert.equal(rows.length, 4);
    const taxi = rows.find((row) => row.startsWith("taxi-duration"));
    assert.match(
      taxi!,
      /^taxi-duration How long a ride takes, told before it begins\. 37 2026-03-02 12:50 team dispatch /,
    );
    assert.ok(body.includes(`href="/experiments/${sample.experimentId}"`));
    assert.match(body, /curl http:\/\/taxi\/api\/2\.0\/mlflow\/experiments\/search/);
    const found = async (find: string) => rowsOf((await get(`/experiments?${query({ find })}`)).body).length;
    assert.deepEqual(await Promise.all(["DISPATCH taxi", "ride takes", "fare", "nothing"].map(found)), [
      1,
      1,
      1,
      0,
    ]);
    assert.match((await get("/experiments?find=nothing")).body, /No experiment has “nothing” in its name/);
  }));

Deno.test("GET /experiments has pages, which keep what was looked for", () =>
  withTrackedPages(async ({ get, tracking }) => {
    for (let i = 0; i < 105; i++) await tracking.experiments.create({ name: `trial ${i}` });
    const first = (await get("/experiments?find=trial")).body;
    assert.equal(rowsOf(first).length, 100);
    const [, next] = /href="([^"]*)" rel="next"/.exec(first)!;
    assert.equal(rowsOf((await get(next.replaceAll("&amp;", "&"))).body).length, 5);
    assert.equal((await get("/experiments?page=99")).status, 200);
  }));

Deno.test("GET /experiments?view=deleted shows what was deleted, and the way to its runs", () =>
  withTrackedPages(async ({ get, tracking }) => {
    assert.match((await get("/experiments?view=deleted")).body, /No experiment is deleted/);
    const { experimentId } = await tracking.experiments.create({ name: "gone" });
    await tracking.runs.create({ experimentId, name: "old run" });
    await tracking.experiments.delete(experimentId);
    assert.doesNotMatch((await get("/experiments")).body, /gone/);
    const { body } = await get("/experiments?view=deleted");
    assert.ok(body.includes(`href="/experiments/${experimentId}?view=deleted"`));
    assert.match((await get(`/experiments/${experimentId}?view=deleted`)).body, /old run/);
    const active = (await get(`/experiments/${experimentId}`)).body;
    assert.match(active, /This experiment is deleted[\s\S]*No run of it is active/);
    assert.doesNotMatch(active, /import mlflow/);
  }));

Deno.test("GET /experiments/{id} shows the newest runs with the columns that tell most", () =>
  withSamplePages(async ({ get, sample }) => {
    const { body } = await get(`/experiments/${sample.experimentId}`);
    const rows = rowsOf(body);
    assert.equal(rows.length, 37);
    assert.match(rows[0], /^gbdt-now ▶ running 2026-03-02 12:50 \d+ h \d+ min gbdt 2024-03 4 /);
    assert.match(rows[1], /^↳ depth-11 ✓ finished 2026-03-02 12:39 9 min 0 s /);
    assert.ok(rows.some((row) => row.startsWith("sweep over depth 9 child runs ")));
    assert.ok(rows.some((row) => row.startsWith("gbdt-too-deep ✕ failed")));
    assert.doesNotMatch(body, />target</, "the same in all runs");
    assert.ok(rows.some((row) => /^gbdt-1 .* ★ 2\.973 ★ 3\.252 /.test(row)), "best of this page");
    assert.match(body, /title="2\.97\d{6,}"/, "every digit");
    assert.ok(body.includes(`name="run" value="${sample.runs.best}"`));
    assert.match(body, /taxi runs list --experiment taxi-duration --limit 50/);
    const [, example] = /Such as <code>(.*?)<\/code>/.exec(body)!;
    const filter = example.replaceAll("&lt;", "<").replaceAll("&#39;", "'");
    const some = rowsOf((await get(`/experiments/${sample.experimentId}?${query({ filter })}`)).body);
    assert.ok(some.length > 0 && some.length < rows.length, filter);
  }));

Deno.test("GET /experiments/{id} orders, filters and shows columns as the address says", () =>
  withSamplePages(async ({ get, sample }) => {
    const page = async (asked: Record<string, string>) =>
      (await get(`/experiments/${sample.experimentId}?${query(asked)}`)).body;
    const columns = "metrics.mae,params.depth,tags.stage,attributes.run_id";
    const body = await page({ order: "metrics.mae ASC", columns, filter: "params.model = 'gbdt'" });
    const rows = rowsOf(body);
    assert.equal(rows[0], `gbdt-1 ${sample.runs.best} 3 ★ 3.252 nightly`);
    assert.ok(rows.every((row) => !row.includes("linear")));
    assert.match(body, /aria-sort="ascending"/);
    assert.ok(body.includes(`value="params.model = &#39;gbdt&#39;"`));
    assert.ok(body.includes("&quot;order_by&quot;:[&quot;metrics.mae ASC&quot;]"));
    assert.match(
      body,
      /taxi runs list --experiment taxi-duration --filter &#39;params\.model = .* --order &#39;metrics\.mae ASC&#39; --limit 50/,
    );
    const children = await page({ filter: `tags.\`mlflow.parentRunId\` = '${sample.runs.parent}'` });
    assert.equal(rowsOf(children).length, 9);
    assert.deepEqual(rowsOf(await page({ view: "deleted", columns: "attributes.status" })), [
      "mistake ✓ finished",
    ]);
    assert.match(await page({ filter: "params.model = 'none'" }), /No run of this experiment is like that/);
  }));

Deno.test("GET /experiments/{id} says what is wrong with a filter or an order, and keeps what was typed", () =>
  withSamplePages(async ({ get, sample }) => {
    for (
      const [asked, sentence] of [
        [{ filter: "metrics.mae < 'x'" }, /role="alert">✕ Expected numeric value type for metric\. Found/],
        [{ filter: "nope = 1" }, /Invalid attribute key/],
        [{ order: "dataset.name ASC" }, /Invalid order_by entity type/],
      ] as const
    ) {
      const { status, body } = await get(`/experiments/${sample.experimentId}?${query(asked)}`);
      assert.equal(status, 400);
      assert.match(body, sentence);
      assert.doesNotMatch(body, /<tbody>/);
    }
    const { body } = await get(
      `/experiments/${sample.experimentId}?${query({ filter: "metrics.mae < 'x'" })}`,
    );
    assert.match(body, /value="metrics\.mae &lt; &#39;x&#39;"/);
  }));

Deno.test("GET /experiments/{id} has pages on which nothing is twice, whatever begins in between", () =>
  withTrackedPages(async ({ get, tracking: { runs } }) => {
    for (let i = 0; i < 60; i++) {
      await runs.create({ experimentId: 0, name: `run-${i}`, startTime: 1000 + i });
    }
    const first = (await get("/experiments/0")).body;
    const [, next] = /href="([^"]*page=2[^"]*)" rel="next"/.exec(first)!;
    await runs.create({ experimentId: 0, name: "late", startTime: Date.now() + 60_000 });
    const second = (await get(next.replaceAll("&amp;", "&"))).body;
    const names = [first, second].flatMap(rowsOf).map((row) => row.split(" ")[0]);
    assert.deepEqual(names, Array.from({ length: 60 }, (_, i) => `run-${59 - i}`));
    assert.match(second, /51 to 60 of 60/);
    assert.match(
      (await get("/experiments/0?page=9")).body,
      /No run of this experiment is like that[\s\S]* of 61/,
    );
  }));

Deno.test("GET /experiments/{id} with a filter counts only as far as it takes no time", () =>
  withTrackedPages(async ({ get, tracking: { runs } }) => {
    for (let i = 0; i < 600; i++) {
      await runs.create({ experimentId: 0, name: `run-${i}`, startTime: 1000 + i });
    }
    const page = async (page: string) =>
      (await get(`/experiments/0?${query({ filter: "run_name LIKE 'run%'", page })}`)).body;
    assert.match(await page("1"), /1 to 50 of more than 549/);
    assert.match(await page("3"), /101 to 150 of 600[\s\S]*page=12/);
    assert.match((await get("/experiments/0")).body, /1 to 50 of 600/);
  }));

Deno.test("GET /experiments/{id}?choose=1 offers every name that runs have, .../names tells them to scripts", () =>
  withSamplePages(async ({ get, sample }) => {
    const { body } = await get(
      `/experiments/${sample.experimentId}?choose=1&columns=params.depth,metrics.unheard`,
    );
    const ticked = [...body.matchAll(/name="columns" value="([^"]*)" checked/g)].map(([, id]) => id);
    assert.deepEqual(ticked.sort(), ["metrics.unheard", "params.depth"]);
    assert.match(body, /value="tags\.mlflow\.source\.git\.commit"/);
    const names = JSON.parse((await get(`/experiments/${sample.experimentId}/names`)).body);
    assert.deepEqual(names.metrics, ["loss", "mae", "r2", "rmse", "rows", "test.mae", "valid.mae"]);
  }));

Deno.test("GET /experiments/{id} of nothing says what to type, of no experiment that there is none", () =>
  withSamplePages(async ({ get, sample }) => {
    assert.match(
      (await get(`/experiments/${sample.emptyId}`)).body,
      /No run yet[\s\S]*set_experiment\(&quot;fare-forecast&quot;\)[\s\S]*taxi train .*--experiment fare-forecast/,
    );
    for (const id of ["999", "x", "1e3", "-1", "99999999999999999999"]) {
      const { status, body } = await get(`/experiments/${id}`);
      assert.deepEqual([status, /This is not here/.test(body)], [404, true], id);
    }
  }));

Deno.test("the pages of experiments and runs escape whatever has a name", () =>
  withSamplePages(async ({ get, sample }) => {
    const asked = query({ filter: HOSTILE, order: HOSTILE, columns: HOSTILE });
    for (
      const path of [
        "/experiments",
        `/experiments?${query({ find: HOSTILE })}`,
        `/experiments/${sample.hostileId}`,
        `/experiments/${sample.hostileId}?columns=params.evil,params.long,tags.evil,tags.long&choose=1`,
        `/experiments/${sample.hostileId}?${asked}`,
      ]
    ) {
      const { body } = await get(path);
      assert.ok(!/<script>|<img/.test(body), path);
      assert.ok(body.includes("alert("), path);
      assert.ok(body.length < 40_000, `${path} has ${body.length} characters`);
    }
  }));

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    trackerVisitTest(
      `the pages of experiments and runs at ${width} px in the ${colorScheme} theme fit, and keep nobody out`,
      { width, colorScheme },
      async ({ page, origin, sample }) => {
        const runs = `/experiments/${sample.experimentId}`;
        const hostile = `/experiments/${sample.hostileId}`, empty = `/experiments/${sample.emptyId}`;
        for (
          const path of ["/experiments", `${runs}?choose=1`, `${runs}?filter=nope`, runs, hostile, empty]
        ) {
          await page.goto(origin + path);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
          if (path !== runs && path !== hostile) await axeFindsNothing(page);
        }
      },
    );
  }
}

trackerVisitTest(
  "the table of runs is filtered, ordered and compared without scripts",
  { javaScriptEnabled: false },
  async ({ page, origin, sample }) => {
    await page.goto(`${origin}/experiments`);
    await page.getByRole("link", { name: "taxi-duration" }).click();
    await page.getByLabel("Filter", { exact: true }).fill("params.model = 'gbdt'");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "mae", exact: true }).click();
    assert.match(await page.locator("tbody tr").first().innerText(), /^\s*Select gbdt-1\s+gbdt-1\s/);
    await page.locator("tbody input").first().check();
    await page.locator("tbody input").nth(1).check();
    await page.getByRole("button", { name: "Compare selected" }).click();
    const { pathname, searchParams } = new URL(page.url());
    assert.equal(pathname, "/compare");
    assert.deepEqual(searchParams.getAll("run").length, 2);
    assert.equal(searchParams.get("run"), sample.runs.best);
  },
);

trackerVisitTest("rows are walked, selected and opened by keys", {}, async ({ page, origin, sample }) => {
  await page.goto(`${origin}/experiments/${sample.experimentId}?order=metrics.mae+ASC`);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const checked = await page.locator("tbody input:checked").evaluateAll((boxes) =>
    boxes.map((box) => (box as unknown as { value: string }).value)
  );
  assert.deepEqual(checked, [sample.runs.best]);
  await page.getByRole("button", { name: "Compare 1 selected" }).waitFor();
  assert.equal(await page.evaluate("document.activeElement.closest('tr').rowIndex"), 3); // two rows of headings
  await page.keyboard.press("/");
  await page.keyboard.type("x");
  assert.equal(await page.locator("tbody input:checked").count(), 1, "typing selects nothing");
  assert.equal(await page.getByLabel("Filter", { exact: true }).inputValue(), "x");
  await page.goto(`${origin}/experiments/${sample.experimentId}?order=metrics.mae+ASC`);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/runs/${sample.runs.best}`);
});

trackerVisitTest("the filter box completes the names of the runs", {}, async ({ page, origin, sample }) => {
  await page.goto(`${origin}/experiments/${sample.experimentId}`);
  const box = page.getByLabel("Filter", { exact: true });
  await box.pressSequentially("valid");
  await page.getByRole("option", { name: "metrics.`valid.mae`" }).waitFor();
  await axeFindsNothing(page);
  await box.press("Tab");
  assert.equal(await box.inputValue(), "metrics.`valid.mae` ");
  await box.pressSequentially("< 3.6 AND mod");
  await box.press("ArrowDown");
  await box.press("Enter");
  await box.pressSequentially("= 'gb");
  assert.equal(await page.getByRole("option").count(), 0, "values are the reader's own");
  await box.pressSequentially("dt'");
  assert.equal(await box.inputValue(), "metrics.`valid.mae` < 3.6 AND params.model = 'gbdt'");
  await box.press("Enter");
  await page.waitForURL(/filter=/);
  assert.match(await page.locator("tbody tr").last().innerText(), /gbdt/);
});

trackerVisitTest(
  "columns are found, chosen and remembered for the experiment",
  {},
  async ({ page, origin, sample }) => {
    const path = `${origin}/experiments/${sample.experimentId}`;
    await page.goto(path);
    await page.getByRole("link", { name: "Columns" }).click();
    await page.getByLabel("Find a column").fill("GIT");
    assert.equal(await page.locator("[data-chooser] fieldset label:visible").count(), 1);
    await page.getByLabel("mlflow.source.git.commit").check();
    await page.getByRole("button", { name: "Show these columns" }).click();
    await page.waitForURL(/columns=[^&]*tags\.mlflow\.source\.git\.commit/);
    assert.ok(!page.url().includes("%2C") && !page.url().includes("choose"), page.url());
    await page.goto(path);
    await page.waitForURL(/columns=/);
    await page.getByRole("button", { name: "mlflow.source.git.commit" }).waitFor();
    await page.goto(`${origin}/experiments/${sample.hostileId}`);
    assert.ok(!page.url().includes("columns="), "those of another experiment");
    await page.goto(path);
    await page.waitForURL(/columns=/);
    await page.getByRole("link", { name: "Columns" }).click();
    await page.getByRole("link", { name: "The usual ones" }).click();
    await page.waitForURL(path);
    assert.equal(await page.getByRole("button", { name: "mlflow.source.git.commit" }).count(), 0);
  },
);

trackerVisitTest(
  "new and changed runs come by themselves, and nobody loses a place or a selection",
  {},
  async ({ page, origin, sample, tracking }) => {
    const { runs } = tracking, { experimentId } = sample;
    await page.clock.install();
    await page.goto(`${origin}/experiments/${experimentId}`);
    const row = (id: string) => page.locator(`tr[data-run="${id}"]`);
    await row(sample.runs.running).locator("input").check();
    await row(sample.runs.running).locator(".open").focus();
    await runs.end(sample.runs.running, { status: "finished" });
    const fresh = await runs.create({ experimentId, name: "arrived", owner: "client" });
    await page.clock.runFor(5000);
    await row(fresh.runId).waitFor();
    await page.getByText("1 new run").waitFor();
    await row(sample.runs.running).getByText("finished").waitFor();
    assert.equal(await page.locator("tbody tr").first().getAttribute("data-run"), fresh.runId);
    assert.equal(await page.locator("#count").innerText(), "38 runs");
    assert.ok(await row(sample.runs.running).locator("input").isChecked());
    assert.equal(await page.evaluate("document.activeElement.textContent"), "gbdt-now");
    await page.getByRole("button", { name: "Pause refreshing" }).click();
    const later = await runs.create({ experimentId, name: "later", owner: "client" });
    await page.clock.runFor(60_000);
    assert.equal(await row(later.runId).count(), 0);
    await page.getByRole("button", { name: "Refresh by itself" }).click();
    await row(later.runId).waitFor();
    await page.goto(`${origin}/experiments/${sample.emptyId}`);
    await runs.create({ experimentId: sample.emptyId, name: "the first one", owner: "client" });
    await page.clock.runFor(5000);
    await page.getByRole("link", { name: "the first one" }).waitFor();
    await page.evaluate("document.body.dataset.seen = 'yes'");
    const log = { metrics: [{ key: "brand new", value: 1 }] };
    await runs.create({ experimentId: sample.emptyId, name: "the second one", owner: "client", log });
    await page.clock.runFor(5000);
    await page.getByRole("link", { name: "the second one" }).waitFor();
    assert.equal(
      await page.evaluate("document.body.dataset.seen"),
      "yes",
      "the same columns on the same page",
    );
  },
);

trackerVisitTest("the commands of the page are copied", {}, async ({ page, origin, sample }) => {
  await page.goto(`${origin}/experiments/${sample.experimentId}`);
  await page.getByRole("button", { name: "Copy as Command line" }).click();
  await page.getByRole("button", { name: "Copied" }).or(page.getByText("Copied")).waitFor();
  assert.equal(
    await page.evaluate("navigator.clipboard.readText()"),
    "taxi runs list --experiment taxi-duration --limit 50",
  );
});
