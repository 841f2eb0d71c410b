import assert from "node:assert/strict";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { HOSTILE } from "../tests/sample_tracking.ts";
import { trackerVisitTest, withSamplePages, withTrackedPages } from "../tests/tracker_visit.ts";

const runsOf = (ids: readonly string[]) => ids.map((id) => `run=${id}`).join("&");
/** From the heading with that id to the next section. */
const section = (body: string, id: string) => {
  const start = body.indexOf(`aria-labelledby="${id}"`);
  return body.slice(start, body.indexOf("</section>", start));
};

Deno.test("GET /compare says what to choose without runs, and which runs are not here", () =>
  withSamplePages(async ({ get, sample: { runs: { best } } }) => {
    const none = await get("/compare");
    assert.deepEqual([none.status, /taxi runs compare RUN RUN/.test(none.body)], [200, true]);
    const unknown = await get("/compare?run=%3Cb%3Eno&run=other");
    assert.equal(unknown.status, 404);
    assert.match(unknown.body, /2 runs are not here: <code>&lt;b&gt;no<\/code>, <code>other<\/code>/);
    for (
      const path of [
        `/compare?run=${best}`,
        `/compare?run=${best}&run=${best}`,
        `/compare?run=${best}&run=no`,
      ]
    ) {
      const { status, body } = await get(path);
      assert.equal(status, 200, path);
      assert.match(body, /Only one run is here, <a href="\/runs\/[0-9a-f]{32}">gbdt-1<\/a>/, path);
    }
    const two = await get(`/compare?${runsOf([best, "gone", best])}&run=${"z".repeat(5000)}`);
    assert.match(two.body, /Only one run[\s\S]*/);
    assert.ok(two.body.length < 20_000);
  }));

Deno.test("GET /compare marks what differs and says how far metrics are from the baseline's", () =>
  withTrackedPages(async ({ get, tracking: { runs } }) => {
    const make = async (name: string, params: Record<string, string>, mae: number, extra = {}) => {
      const { runId } = await runs.create({ experimentId: 0, name });
      await runs.log(runId, {
        params,
        metrics: [{ key: "mae", value: mae }, { key: "rows", value: 5 }],
        ...extra,
      });
      return runId;
    };
    const a = await make("first", { depth: "3", kind: "gbdt" }, 4);
    const b = await make("second", { depth: "5", kind: "gbdt" }, 3, { tags: { note: "x" } });
    const { body } = await get(`/compare?${runsOf([a, b])}`);
    assert.match(body, /1 of 2 params, 1 of 2 metrics and 1 of 1 tag\./);
    assert.match(body, /By mae the best is run 2, <a href="[^"]*">second<\/a>, with 3\./);
    assert.match(
      section(body, "metrics"),
      /<tr class="differs">[^]*mae[^]*>4<[^]*>3<span class="change is-ok"[^>]*>−25% better/,
    );
    assert.match(section(body, "params"), /<tr class="differs">[^]*depth[^]*<tr ?><th[^]*kind/);
    const only = (await get(`/compare?${runsOf([a, b])}&only=1`)).body;
    assert.doesNotMatch(section(only, "params"), /kind/);
    assert.doesNotMatch(section(only, "metrics"), /rows/);
    assert.match(only, /aria-current="true">only differences/);
    const turned = (await get(`/compare?${runsOf([b, a])}`)).body;
    assert.match(section(turned, "metrics"), /\+33% worse/);
    const found = (await get(`/compare?${runsOf([a, b])}&find=DEP`)).body;
    assert.match(section(found, "params"), /depth/);
    assert.match(section(found, "metrics"), /None of the metrics has DEP in its name/);
    assert.match(found, new RegExp(`taxi runs compare ${a} ${b}`));
  }));

Deno.test("GET /compare keeps its state in the address: forms and links carry all of it", () =>
  withSamplePages(async ({ get, sample: { trained } }) => {
    const three = trained.slice(0, 3);
    const { body } = await get(
      `/compare?${
        runsOf(three)
      }&only=1&x=params.rate&y=metrics.r2&axes=params.depth&axes=metrics.mae&metric=loss&smoothing=0.6`,
    );
    const forms = body.match(/<form[^]*?<\/form>/g)!;
    assert.equal(forms.length, 4);
    for (const form of forms) {
      for (const id of three) assert.ok(form.includes(`name="run" value="${id}"`), form);
      assert.match(form, /name="only" value="1"/);
      assert.match(form, /value="params\.depth"/);
    }
    assert.match(
      section(body, "scatter"),
      /<option value="params.rate" selected[^]*<option value="metrics.r2" selected/,
    );
    assert.match(section(body, "scatter"), /aria-label="r2 against rate: 3 runs"/);
    assert.match(section(body, "parallel"), /3 runs along depth, mae/);
    assert.match(section(body, "curves"), /Curve of loss of 3 runs/);
    assert.doesNotMatch(section(body, "curves"), /Curve of valid/);
    assert.match(
      body,
      new RegExp(
        `href="/compare\\?run=${three[1]}&amp;run=${three[0]}&amp;run=${
          three[2]
        }&amp;only=1&amp;x=params.rate[^"]*"[^>]*>make it<span class="unseen"> the baseline, run 2`,
      ),
    );
    assert.match(
      body,
      new RegExp(
        `href="/compare\\?run=${three[0]}&amp;run=${
          three[2]
        }&amp;only=1[^"]*"[^>]*>leave out<span class="unseen"> run 2`,
      ),
    );
  }));

Deno.test("GET /compare takes a hundred runs of a thousand metrics, and tells that there were more", () =>
  withTrackedPages(async ({ get, tracking: { runs } }) => {
    const ids: string[] = [];
    for (let i = 0; i < 105; i++) {
      const { runId } = await runs.create({ experimentId: 0, name: `run ${i}` });
      const metrics = Array.from({ length: i < 5 ? 1000 : 10 }, (_, m) => ({ key: `m${m}`, value: i + m }));
      await runs.log(runId, { params: { depth: String(i % 7), kind: i % 2 ? "a" : "b" }, metrics });
      ids.push(runId);
    }
    const { status, body } = await get(`/compare?${runsOf(ids)}`);
    assert.equal(status, 200);
    assert.match(body, /What differs between 100 runs/);
    assert.match(body, /The first 100 are compared; 5 more were asked for/);
    assert.match(
      section(body, "metrics"),
      /The first 60 of 1,000: a part of their names above finds the others/,
    );
    assert.equal(section(body, "parallel").match(/<path class="line"/g)!.length, 100);
    assert.ok(body.length < 5_000_000, `${body.length} letters`);
  }));

Deno.test("GET /compare escapes whatever is called anything", () =>
  withSamplePages(async ({ get, sample: { runs, trained } }) => {
    const evil = encodeURIComponent(HOSTILE);
    const all =
      `axes=params.evil&axes=params.long&axes=metrics.mae&x=params.evil&y=metrics.edge+0&metric=edge+0`;
    for (const query of [all, `find=${evil}`, `x=${evil}&axes=${evil}&colour=${evil}&metric=${evil}`]) {
      const { status, body } = await get(`/compare?${runsOf([runs.hostile, trained[0]])}&${query}`);
      assert.equal(status, 200, query);
      assert.doesNotMatch(body, /<script>alert|<img src=x| on\w+="|style="/, query);
    }
  }));

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    trackerVisitTest(
      `the compare page at ${width} px in the ${colorScheme} theme fits, and keeps nobody out`,
      { width, colorScheme },
      async ({ page, origin, sample: { trained, runs } }) => {
        for (const ids of [trained.slice(0, 8), [runs.hostile, trained[0], "none"], [trained[0]], []]) {
          await page.goto(`${origin}/compare?${runsOf(ids)}`);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
          await page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)");
          await axeFindsNothing(page);
        }
      },
    );
  }
}

trackerVisitTest(
  "the compare page works without scripts, by keyboard: axes are chosen, and a point leads to its run",
  { javaScriptEnabled: false },
  async ({ page, origin, sample: { trained } }) => {
    await page.goto(`${origin}/compare?${runsOf(trained.slice(0, 8))}`);
    await page.getByLabel("Across").selectOption({ label: "rmse" });
    await page.getByRole("button", { name: "Draw" }).first().press("Enter");
    await page.waitForURL(/x=metrics.rmse/);
    await page.locator("#parallel ~ form summary").press("Enter");
    for (const name of ["rate param", "rmse metric"]) {
      await page.locator("#parallel ~ form").getByLabel(name, { exact: true }).setChecked(
        name === "rmse metric",
      );
    }
    await page.locator("#parallel ~ form button").press("Enter");
    await page.waitForURL(/x=metrics.rmse.*axes=metrics.rmse/);
    assert.match(await page.locator("svg.parallel").getAttribute("aria-label") ?? "", /rmse/);
    await page.getByRole("link", { name: "only differences" }).press("Enter");
    await page.waitForURL(/only=1/);
    await page.getByRole("link", { name: "make it the baseline, run 3" }).press("Enter");
    await page.waitForURL((url) => url.searchParams.getAll("run")[0] === trained[2]);
    await page.locator("svg.scatter a").last().press("Enter");
    await page.waitForURL(`${origin}/runs/${trained[2]}`);
  },
);
