import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openTracking } from "../tracking/tracking_store.ts";
import { CHECKOUT, leftovers, startTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const ENDLESS = fileURLToPath(new URL("./processes/endless_run.ts", import.meta.url));

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
  Deno.test({
    name: `trackRun ends the run as killed at ${signal} and exits with ${exitCode}`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withTemporaryFolder(async (home) => {
        const process = startTaxi([home], { program: [...CHECKOUT.slice(0, -1), ENDLESS] });
        const { runId } = await process.document as { runId: string };
        process.kill(signal as Deno.Signal);
        const { code, stderr } = await process.ended;
        assert.equal(code, exitCode, stderr);
        await using tracking = await openTracking(home);
        assert.deepEqual(tracking.killedRuns, [], "the run was left to be found dead");
        const run = await tracking.runs.get(runId);
        assert.ok(run.status === "killed" && run.endTime !== null);
        assert.deepEqual(leftovers(home), []);
      }),
  });
}

Deno.test({
  name: "taxi goes on with its work when the reader of its words has left",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTemporaryFolder(async (home) => {
      const words = ["ingest", "--source", "synthetic", "--rows", "1000", "--months", "2024-03..2024-04"];
      const taxi = [...CHECKOUT, ...words, "--home", home].map((word) => `'${word}'`).join(" ");
      const shell = startTaxi([], { program: ["sh", "-c", `{ ${taxi}; echo "code $?" >&2; } | true`] });
      assert.deepEqual(await shell.ended, { code: 0, stdout: "", stderr: "code 0\n" });
    }),
});
