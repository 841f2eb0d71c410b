/**
 * A program for the test that interrupts training: a tracked run that never ends by itself. It prints the run's id.
 *
 *     deno run -A endless_run.ts HOME|SERVER
 */
import { trackRun } from "../../commands/tracked_run.ts";
import { createOutput } from "../../lib/output.ts";
import { findHome } from "../../commands/home.ts";
import { openTracker } from "../../commands/with_tracking.ts";
import { parseTrackingServer } from "../../tracking/remote/tracking_server.ts";

const [place] = Deno.args;
await using tracking =
  await (place.startsWith("http")
    ? openTracker(findHome(undefined), parseTrackingServer(place, "SERVER"))
    : openTracker(findHome(place)));
await trackRun(tracking, "endless", {}, ({ runId }) => {
  createOutput(true).document({ runId });
  setInterval(() => {}, 1000); // keeps the process alive
  return new Promise<never>(() => {});
});
