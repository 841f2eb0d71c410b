import assert from "node:assert/strict";
import { join } from "node:path";
import { startCollector } from "./otlp_collector.ts";
import { runTaxi, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("a run of a flow is a trace: the flow's span below its caller's, each task's below the flow's", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), source = join(folder, "city", "raw", "synthetic");
    const months = ["--rows", "1500", "--months", "2024-01..2024-02", "--home", join(folder, "city")];
    await taxiJson(["ingest", "--source", "synthetic", ...months]);
    await using collector = startCollector();
    const env = { ...collector.env, TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    const params = ["months=2024-01..2024-03", `source=${source}`, "at_once=1"]; // the third one fails when the others are done
    const backfill = ["flow", "run", "backfill", ...params.flatMap((param) => ["--param", param])];
    const { code } = await runTaxi([...backfill, "--home", home], { env });
    assert.equal(code, 1); // the third month is not there
    const spans = await collector.spans(5);
    const flow = spans.find(({ name }) => name === "flow backfill")!;
    assert.equal(flow.traceId, "0af7651916cd43dd8448eb211c80319c");
    assert.equal(flow.parentSpanId, "b7ad6b7169203331");
    assert.equal(flow.status.code, 2);
    const tasks = spans.filter(({ name }) => name.startsWith("task "));
    assert.ok(tasks.every(({ parentSpanId }) => parentSpanId === flow.spanId));
    const failed = tasks.filter(({ status }) => status.code === 2).map(({ attributes }) =>
      attributes["taxi.task"]
    );
    assert.deepEqual(failed, ["ingest:2024-03"]);
  }));
