import assert from "node:assert/strict";
import { join } from "node:path";
import { idlePlace, NOWHERE, type Started, textOf, withFlowPages } from "../tests/flow_pages.ts";
import { sampleFlows, sampleReport } from "../tests/sample_flows.ts";
import { HOSTILE } from "../tests/sample_tracking.ts";
import { type TrackedPages, withTrackedPages } from "../tests/tracker_visit.ts";
import type { FlowPlace } from "./ui/tracker/tracker_env.ts";

/** Sends a form as the page does. */
async function post({ app }: TrackedPages, path: string, form: Record<string, string> = {}) {
  const body = new URLSearchParams(form);
  const response = await app.request(path, { method: "POST", body });
  return { status: response.status, location: response.headers.get("location"), body: await response.text() };
}

Deno.test("GET /flows/{id}/report opens a report that the run names, of this home, without power", () =>
  withFlowPages(async ({ get, app, flows, home }) => {
    const [first] = flows.months, named = sampleReport("2023-01"), reports = join(home, "reports");
    const ask = (path: string, id = first) => get(`/flows/${id}/report?${new URLSearchParams({ path })}`);
    assert.equal((await ask(named)).status, 404, "not in this home");
    await Deno.mkdir(reports);
    const file = join(reports, named.split("/").at(-1)!);
    await Deno.writeTextFile(file, "<h1>Drift</h1>");
    await Deno.writeTextFile(join(reports, "other.html"), "other");
    assert.deepEqual(await ask(named), { status: 200, body: "<h1>Drift</h1>" });
    const { headers, body } = await app.request(`/flows/${first}/report?path=${encodeURIComponent(named)}`);
    await body?.cancel();
    assert.match(headers.get("content-security-policy")!, /^sandbox allow-scripts; default-src 'none'/);
    for (
      const path of [
        "",
        file,
        "other.html",
        "/elsewhere/reports/other.html",
        "../tracking.db",
        `../../${named}`,
      ]
    ) {
      assert.equal((await ask(path)).status, 404, path);
    }
    assert.equal((await ask(named, flows.months[1])).status, 404, "another run names it");
    await Deno.remove(file);
    await Deno.symlink(join(home, "tracking.db"), file);
    assert.equal((await ask(named)).status, 404, "a link out of the folder");
  }));

Deno.test("POST /flows/{id}/resume begins a run again where that can be, from a task if asked, and says why not", async () => {
  const started: Started = [];
  await withFlowPages(async (pages) => {
    const { flows } = pages;
    const refused = async (id: string, form: Record<string, string>, why: RegExp) => {
      const { status, body } = await post(pages, `/flows/${id}/resume`, form);
      assert.equal(status, 409);
      assert.match(body, why);
    };
    await refused(flows.running, {}, /role="alert"[\s\S]*process .* is working on it/);
    await refused(flows.months[0], {}, /it is completed, expected a task to do again/);
    await refused(flows.skipped, {}, /it was skipped/);
    await refused(
      flows.months[0],
      { from: HOSTILE },
      /Cannot begin from task &quot;&quot;&gt;&lt;script&gt;/,
    );
    assert.deepEqual(started, []);
    await refused(flows.failed, {}, /its process ended at once/);
    await refused(flows.months[0], { from: "train" }, /its process ended at once/);
    assert.deepEqual(started, [[flows.failed, undefined], [flows.months[0], "train"]]);
    assert.equal((await post(pages, "/flows/none/resume")).status, 404);
  }, idlePlace(started));
});

Deno.test("POST /flows/{id}/resume shows the run once its next attempt has begun", async () => {
  let begin: (flowRunId: string) => Promise<void> = () => Promise.resolve();
  const place = (home: string): FlowPlace => ({ start: (id) => begin(id), reports: home });
  await withFlowPages(async (pages) => {
    const { flows, tracking } = pages, over = Promise.withResolvers<void>();
    begin = async (flowRunId) => {
      const attempt = await tracking.flows.begin(flowRunId);
      await over.promise;
      await attempt.end({ state: "completed", output: null });
    };
    const { status, location } = await post(pages, `/flows/${flows.failed}/resume`);
    assert.deepEqual([status, location], [303, `/flows/${flows.failed}`]);
    assert.match(textOf((await pages.get(location!)).body), /▶ running .* Attempts 2/);
    over.resolve();
  }, place);
});

Deno.test("a server that cannot begin runs offers no button, and refuses", () =>
  withTrackedPages(async (pages) => {
    const flows = await sampleFlows(pages.home, pages.tracking, NOWHERE);
    assert.doesNotMatch((await pages.get(`/flows/${flows.failed}`)).body, /From here|Resume at/);
    const { status, body } = await post(pages, `/flows/${flows.failed}/resume`);
    assert.deepEqual([status, /this server only shows what ran/.test(body)], [409, true]);
    await flows.attempt.end({ state: "completed", output: null });
  }));

Deno.test("POST /flows/{id}/cancel asks the process of a run; one that is over cannot be cancelled", () =>
  withFlowPages(async (pages) => {
    const { flows, get } = pages;
    assert.equal((await post(pages, `/flows/${flows.running}/cancel`)).status, 303);
    assert.equal(await flows.attempt.beat(), "Cancelled on its page");
    const { body } = await get(`/flows/${flows.running}`);
    assert.match(body, /To be cancelled: Cancelled on its page/);
    assert.doesNotMatch(body, /<button/);
    const over = await post(pages, `/flows/${flows.failed}/cancel`);
    assert.deepEqual([over.status, /is failed, expected one that is not over/.test(over.body)], [409, true]);
  }));

Deno.test("POST /flows/schedules pauses a schedule and lets it plan again, from now on", () =>
  withFlowPages(async (pages) => {
    const { tracking: { schedules } } = pages;
    const kept = async (name: string) => (await schedules.list()).find((schedule) => schedule.name === name)!;
    const before = Date.now();
    const { status, location } = await post(pages, "/flows/schedules", { name: HOSTILE, to: "unpause" });
    assert.deepEqual([status, location], [303, "/flows#schedules"]);
    assert.equal((await kept(HOSTILE)).pausedAt, null);
    assert.ok((await kept(HOSTILE)).handledUntil >= before);
    await post(pages, "/flows/schedules", { name: "monthly", to: "pause" });
    assert.equal((await kept("monthly")).pauseReason, "Paused on the page of flows");
    await post(pages, "/flows/schedules", { name: "nightly", to: "nonsense" });
    assert.equal((await kept("nightly")).pausedAt, null);
    assert.equal((await post(pages, "/flows/schedules", { name: "none", to: "pause" })).status, 404);
  }));
