import assert from "node:assert/strict";
import { withTrackedPages } from "./tracker_visit.ts";
import { sampleTracking } from "./sample_tracking.ts";

Deno.test("sampleTracking makes what it says", () =>
  withTrackedPages(async ({ tracking }) => {
    const sample = await sampleTracking(tracking);
    const { runs, models } = tracking;
    const found = await runs.find({ experimentIds: [sample.experimentId], limit: 100 });
    assert.equal(found.length, 37);
    assert.equal(found[0].runId, sample.runs.running);
    const orderBy = ["metrics.mae"];
    const [first] = await runs.find({ experimentIds: [sample.experimentId], orderBy, limit: 1 });
    assert.equal(first.runId, sample.runs.best);
    assert.equal((await runs.metricHistory(sample.runs.best, "loss")).length, 20);
    assert.equal((await models.getVersionByAlias(sample.model, "champion")).version, 2);
    assert.ok((await tracking.artifacts.list(sample.runs.best)).length > 9);
  }));
