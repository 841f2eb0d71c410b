/**
 * A program for the test that interrupts training: a tracked run that never ends by itself. It prints the run's id.
 *
 *     deno run -A endless_run.ts HOME
 */
import { trackRun } from "../../commands/tracked_run.ts";
import { createOutput } from "../../lib/output.ts";
import { openTracking } from "../../tracking/tracking_store.ts";

await using tracking = await openTracking(Deno.args[0]);
await trackRun(tracking, "endless", {}, ({ runId }) => {
  createOutput(true).document({ runId });
  setInterval(() => {}, 1000); // keeps the process alive
  return new Promise<never>(() => {});
});
