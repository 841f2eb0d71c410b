import assert from "node:assert/strict";
import { openTracking } from "../tracking/tracking_store.ts";
import { json, words } from "./commands_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const YEARLY = {
  ...{ flow: "monthly", cron: "0 6 1 1 *", timeZone: "UTC", params: {}, overlap: "skip" },
  ...{ missed: "latest-only", catchUp: 0, jitter: 0, pauseAfter: 3 },
};

Deno.test("taxi flow pause and unpause: a schedule plans nothing until it is told to go on", () =>
  withTemporaryFolder(async (home) => {
    const at = ["--home", home];
    {
      await using tracking = await openTracking(home);
      await tracking.schedules.put("new year", YEARLY);
    }
    const paused = await json(["flow", "pause", "new year", "--reason", "no files", ...at]);
    assert.deepEqual([paused.name, paused.next, paused.paused], ["new year", null, "no files"]);
    assert.match(
      await words(["flow", "list", ...at]),
      /^new year +monthly +0 6 1 1 \* +UTC +paused: no files$/m,
    );
    assert.deepEqual((await json(["flow", "list", ...at])).schedules, [paused]);
    const plans = await json(["flow", "unpause", "new year", ...at]);
    assert.match(plans.next, /^\d{4}-01-01T06:00:00\.000Z$/);
    assert.equal(plans.paused, null);
    assert.deepEqual(
      await json(["flow", "unpause", "new year", ...at]),
      plans,
      "done twice it is as done once",
    );
    const refused = await words(["flow", "pause", "none", ...at], 2);
    assert.match(refused, /Cannot find schedule "none", expected one of the home: "new year"/);
  }));
