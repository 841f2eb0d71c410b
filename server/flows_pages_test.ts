import assert from "node:assert/strict";
import { textOf, withFlowPages } from "../tests/flow_pages.ts";
import { sampleFlows, sampleReport } from "../tests/sample_flows.ts";
import { HOSTILE, type SampleTracking } from "../tests/sample_tracking.ts";
import { withTrackedPages } from "../tests/tracker_visit.ts";

/** What a part of a page says, up to the end of its first list or table. */
const part = (body: string, id: string) =>
  textOf(new RegExp(`id="${id}"[\\s\\S]*?</(?:section|dl|table)>`).exec(body)![0]);

Deno.test("GET /flows of nothing says what to type", () =>
  withTrackedPages(async ({ get }) => {
    const { status, body } = await get("/flows");
    assert.equal(status, 200);
    assert.match(body, /No flow has run yet[\s\S]*taxi flow run monthly/);
    assert.doesNotMatch(body, /Nothing needs you|data-refresh/);
  }));

Deno.test("GET /flows says first what needs somebody, then what ran", () =>
  withFlowPages(async ({ get, flows }) => {
    const { body } = await get("/flows");
    const answer = textOf(/<main>([\s\S]*?)<section/.exec(body)![1]);
    assert.match(answer, /✕ 5 things need you/);
    assert.match(answer, /⚡ crashed : backfill of schedule nightly .* Its process ended without a word/);
    assert.match(answer, /✕ failed : train .* Cannot fit &quot;gbdt&quot;: the loss became NaN(?! *at)/);
    assert.match(answer, /✕ failed : backfill .* the month: it is damaged/);
    assert.match(answer, /■ paused : schedule &quot;&gt;/);
    assert.match(
      answer,
      /✕ late : schedule nightly , planned for .* No scheduler was there: taxi flow serve/,
    );
    assert.match(answer, /The newest run, of train , is ▶ running . 1 run is under way\./);
    assert.equal(
      body.split(`href="/flows/${flows.resumed}"`).length,
      2,
      "a run that was mended needs nobody",
    );
    assert.match(body, /<tr>[\s\S]*– skipped[\s\S]*Another run of the schedule is under way/);
    assert.match(textOf(body), /2023-05: version 5 is the new champion .* 2023-04: version 2 stays champion/);
    assert.match(body, /data-refresh/);
  }));

Deno.test("GET /flows: what failed is mended by a later run of the same schedule or by hand; a scheduler that is there is not late", () =>
  withTrackedPages(async ({ get, tracking: { flows, schedules } }) => {
    const end = async (given: { schedule?: string; ago: number; error?: string }) => {
      const { schedule, ago, error } = given;
      const run = (await flows.create({
        ...{ flow: "monthly", params: {}, plannedAt: Date.now() - ago },
        ...schedule === undefined ? {} : { schedule },
      }))!;
      const attempt = await flows.begin(run.flowRunId);
      await attempt.end(error ? { state: "failed", error } : { state: "completed", output: null });
    };
    const answer = async () => textOf(/id="answer"[\s\S]*?<\/div>/.exec((await get("/flows")).body)![0]);
    await end({ schedule: "green", ago: 5000, error: "first" });
    await end({ schedule: "yellow", ago: 4000 });
    assert.match(await answer(), /1 thing needs you[\s\S]*of schedule green/);
    await end({ schedule: "green", ago: 3000 });
    assert.match(await answer(), /Nothing needs you/);
    await end({ schedule: "yellow", ago: 2000, error: "second" });
    await end({ ago: 1000 });
    assert.match(await answer(), /Nothing needs you/);
    await schedules.put("green", { flow: "monthly", cron: "0 6 5 * *", timeZone: "UTC", params: {} });
    assert.match(await answer(), /Nothing needs you\.[\s\S]*green is next, at /);
  }));

Deno.test("GET /flows?flow= and ?kind=&target= show the runs that are so, page by page", () =>
  withFlowPages(async ({ get, flows, tracking }) => {
    const { body } = await get("/flows?flow=monthly");
    assert.match(body, /Runs of monthly[\s\S]*href="\/flows">All flows/);
    assert.equal(body.match(/<tr>/g)!.length, 1 + 8);
    const linked = (await get("/flows?kind=dataset&target=green+2023-03")).body;
    assert.match(linked, /Runs that made or used dataset green 2023-03/);
    assert.ok(linked.includes(`href="/flows/${flows.months[2]}"`));
    assert.equal(linked.match(/<tr>/g)!.length, 2);
    assert.match((await get("/flows?kind=dataset&target=none")).body, /There are none/);
    for (let i = 0; i < 50; i++) await tracking.flows.create({ flow: "train", params: {}, skipped: "busy" });
    const [, older] = /href="([^"]*)" rel="next"/.exec((await get("/flows")).body)!;
    assert.match((await get(older.replaceAll("&amp;", "&"))).body, /rel="prev"/);
    assert.equal((await get("/flows?page=-1")).status, 200);
  }));

Deno.test("GET /flows/{id} shows each attempt, what was kept, what came from the cache, and ways to do it again", () =>
  withFlowPages(async ({ get, flows }) => {
    const { body } = await get(`/flows/${flows.resumed}`);
    assert.match(part(body, "flow-state"), /✓ completed .* Attempts 3 Tasks done 4, 1 from the cache/);
    const newest = part(body, "newest-attempt");
    assert.match(newest, /Attempt 3: 2 tasks in 8\.9 s, from [\d-]{10} [\d:]{8}; 2 kept/);
    assert.match(
      newest,
      /find_month ✓ kept of attempt 1 .* ingest:2023-07 ✓ completed 900 ms 1 From here train/,
    );
    assert.equal(newest.match(/From here/g)!.length, 4);
    assert.match(textOf(body), /Attempt 2: 1 failed .* Attempt 1: 2 completed, 1 crashed/);
    assert.match(body, new RegExp(`↺ cached[\\s\\S]*href="/flows/${flows.months[5]}">of run`));
    assert.match(textOf(body), /ingest:2023-07 ⚡ crashed – /);
    assert.doesNotMatch(body, /Resume at the first|>Cancel<\/button>/);
  }));

Deno.test("GET /flows/{id} of a failed, crashed, running or skipped run offers what can be done", () =>
  withFlowPages(async ({ get, flows }) => {
    const page = async (id: string) => (await get(`/flows/${id}`)).body;
    const failed = await page(flows.failed);
    assert.match(failed, /class="fault tall"[^>]*>Cannot fit[\s\S]*Resume at the first unfinished task/);
    assert.ok(failed.length < 20_000, `${failed.length} characters`);
    assert.match(await page(flows.crashed), /⚡ crashed[\s\S]*Resume at the first unfinished task/);
    const running = await page(flows.running);
    assert.match(running, /<button type="submit">Cancel<[\s\S]*data-refresh/);
    assert.match(textOf(running), /s so far .* fit ▶ running .* Tree 1 of 200/);
    assert.doesNotMatch(running, /From here|Resume at/);
    assert.doesNotMatch(await page(flows.skipped), /<button/);
    const missing = await get("/flows/00000000000000000000000000000000");
    assert.deepEqual([missing.status, /This is not here/.test(missing.body)], [404, true]);
  }));

Deno.test("GET /flows/{id} of a thousand tasks is short, and shows what failed; all of them are there when asked for", () =>
  withFlowPages(async ({ get, flows }) => {
    const { body } = await get(`/flows/${flows.large}`);
    assert.ok(body.length < 150_000, `${body.length} characters`);
    assert.equal(newestRows(body), 100);
    assert.match(textOf(body), /ingest:900 ✕ failed Cannot read the month: it is damaged/);
    assert.match(textOf(body), /900 more tasks are not shown\. All 1000/);
    assert.match(textOf(body), /The newest 500 lines; 1500 were before\./);
    assert.match(body, /Line 999/);
    const all = (await get(`/flows/${flows.large}?tasks=all`)).body;
    assert.equal(newestRows(all), 1000);
  }));

function newestRows(body: string): number {
  return /id="newest-attempt"[\s\S]*?<\/table>/.exec(body)![0].split('<th scope="row"').length - 1;
}

Deno.test("what a run made and used leads there, and from there back to the run", () =>
  withTrackedPages(async ({ get, home, tracking }) => {
    const { runs, models } = tracking;
    const { runId: best } = await runs.create({ experimentId: 0, name: "trained" });
    const { runId: other } = await runs.create({ experimentId: 0, name: "another" });
    for (const source of ["elsewhere:/1", "elsewhere:/2"]) {
      await models.createVersion({ name: "taxi duration", runId: best, source, aliases: [] });
    }
    const sample = { runs: { best } as SampleTracking["runs"], model: "taxi duration" };
    const flows = await sampleFlows(home, tracking, sample);
    const newest = flows.months[5], { body } = await get(`/flows/${newest}`);
    const version = "/models/taxi%20duration/versions";
    for (
      const path of [
        `/runs/${best}`,
        `${version}/2`,
        "/flows?kind=dataset&amp;target=green+2023-06",
        `/flows/${newest}/report?path=${encodeURIComponent(sampleReport("2023-06"))}`,
      ]
    ) assert.ok(body.includes(`href="${path}"`), path);
    for (const path of [`/runs/${best}`, `${version}/2`]) {
      const back = (await get(path)).body;
      assert.match(back, /Flows that made or used it/, path);
      assert.ok(back.includes(`href="/flows/${newest}"`), path);
    }
    for (const path of [`/runs/${other}`, `${version}/1`]) {
      assert.doesNotMatch((await get(path)).body, /Flows that made or used it/, path);
    }
    await flows.attempt.end({ state: "completed", output: null });
  }));

Deno.test("the pages of flows escape whatever has a name", () =>
  withFlowPages(async ({ get, flows }) => {
    for (
      const path of [
        "/flows",
        `/flows?flow=${encodeURIComponent(HOSTILE)}`,
        `/flows?${new URLSearchParams({ kind: HOSTILE, target: HOSTILE })}`,
        `/flows/${flows.hostile}`,
        `/flows/${flows.hostile}/report?path=${encodeURIComponent(HOSTILE)}`,
      ]
    ) {
      const { body } = await get(path);
      assert.ok(!/<script>|<img/.test(body), path);
      assert.ok(body.includes("alert("), path);
      assert.ok(body.length < 40_000, `${path} has ${body.length} characters`);
    }
  }));
