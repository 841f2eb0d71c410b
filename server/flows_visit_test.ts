import assert from "node:assert/strict";
import { idlePlace } from "../tests/flow_pages.ts";
import { axeFindsNothing } from "../tests/playground_visit.ts";
import { sampleFlows } from "../tests/sample_flows.ts";
import { trackerVisitTest } from "../tests/tracker_visit.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1280]) {
    trackerVisitTest(
      `the pages of flows at ${width} px in the ${colorScheme} theme fit, and keep nobody out`,
      { width, colorScheme },
      async ({ page, origin, home, tracking, sample }) => {
        const flows = await sampleFlows(home, tracking, sample);
        const runs = [
          flows.resumed,
          flows.failed,
          flows.hostile,
          flows.running,
          flows.large,
          flows.months[0],
        ];
        for (const path of ["/flows", ...runs.map((id) => `/flows/${id}`), "/flows?flow=none"]) {
          await page.goto(origin + path);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width, path);
          if (!path.endsWith(flows.large)) await axeFindsNothing(page);
        }
        await flows.attempt.end({ state: "completed", output: null });
      },
      idlePlace(),
    );
  }
}

trackerVisitTest(
  "a paused schedule plans again and a run is cancelled without scripts",
  { javaScriptEnabled: false },
  async ({ page, origin, home, tracking, sample }) => {
    const flows = await sampleFlows(home, tracking, sample);
    await page.goto(`${origin}/flows`);
    await page.getByRole("button", { name: "Plan again" }).click();
    await page.waitForURL(`${origin}/flows#schedules`);
    assert.equal(await page.getByRole("button", { name: "Plan again" }).count(), 0);
    await page.goto(`${origin}/flows/${flows.running}`);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByText("To be cancelled: Cancelled on its page").waitFor();
    await page.goto(`${origin}/flows/${flows.months[0]}`);
    await page.getByRole("button", { name: "From here: train" }).click();
    await page.getByRole("alert").getByText("its process ended at once").waitFor();
    await flows.attempt.end({ state: "completed", output: null });
  },
  idlePlace(),
);

trackerVisitTest(
  "a running run is followed: tasks, log and state, wherever the pointer rests",
  {},
  async ({ page, origin, home, tracking, sample }) => {
    const { attempt, running } = await sampleFlows(home, tracking, sample);
    await page.clock.install();
    await page.goto(`${origin}/flows/${running}`);
    await page.locator("#newest-attempt").hover();
    const fit = { key: "fit", name: "fit", position: 1, inputHash: "", tags: [] };
    for (let i = 2; i < 60; i++) attempt.log("fit", `Tree ${i} of 200`);
    await attempt.endTask(fit, { state: "completed", output: null, tries: 1 });
    await page.clock.runFor(5000);
    await page.getByRole("row", { name: "fit" }).getByText("completed").waitFor();
    await page.getByText("Tree 59 of 200").waitFor();
    assert.equal(await page.locator("[data-log] li").count(), 59);
    const atEnd =
      "(log => log.scrollTop + log.clientHeight >= log.scrollHeight - 8)(document.querySelector('[data-log]'))";
    assert.ok(await page.evaluate(atEnd), "the newest line is in sight");
    await page.evaluate("document.querySelector('[data-log]').scrollTop = 0");
    attempt.log("fit", "the last one");
    await attempt.end({ state: "failed", error: "no more trees" });
    await page.clock.runFor(5000);
    await page.getByText("no more trees").first().waitFor();
    await page.getByText("the last one").waitFor({ state: "attached" });
    assert.equal(
      await page.evaluate("document.querySelector('[data-log]').scrollTop"),
      0,
      "who reads is left alone",
    );
    await page.getByRole("button", { name: "Resume at the first unfinished task" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel", exact: true }).count(), 0);
    assert.equal(await page.getByText("The page follows the run").count(), 0);
  },
  idlePlace(),
);

trackerVisitTest("runs of flows are walked and opened by keys", {}, async (visit) => {
  const { page, origin, home, tracking, sample } = visit;
  const flows = await sampleFlows(home, tracking, sample);
  await page.goto(`${origin}/flows?flow=monthly`);
  for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/flows/${flows.resumed}`);
  await page.getByText("Attempt 2: 1 failed").focus();
  await page.keyboard.press("Enter");
  await page.getByText("no route to host").waitFor();
  await flows.attempt.end({ state: "completed", output: null });
}, idlePlace());
