import assert from "node:assert/strict";
import { dryRun } from "./dry_run.ts";
import type { FlowContext } from "./flow.ts";
import type { Json } from "./input_hash.ts";
import { task } from "./task.ts";

const found = task<null, string>("find", () => Promise.resolve("2023-03"), { reads: true });
const ingest = task<string, null>("ingest", () => assert.fail("a dry run changes nothing"));

function dry(run: (context: FlowContext) => Promise<Json>) {
  return dryRun({ name: "made", summary: "Made up.", parse: () => null, run }, null, 0, () => {});
}

Deno.test("dryRun does what only reads, and tells what it would do next", async () => {
  const result = await dry(async ({ call }) => {
    const month = await call(found, null);
    await Promise.all([call(ingest, "2023-02", "before"), call(ingest, month)]);
    return await call(ingest, "later");
  });
  assert.deepEqual(result, {
    would: [{ key: "ingest:before", input: "2023-02" }, { key: "ingest", input: "2023-03" }],
    ended: false,
  });
});

Deno.test("dryRun tells when there is nothing to do, and what fails", async () => {
  assert.deepEqual(await dry(({ call }) => call(found, null)), { would: [], ended: true });
  await assert.rejects(dry(() => Promise.reject(new Error("no month"))), /no month/);
});
