import assert from "node:assert/strict";
import { join } from "node:path";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { constantModel } from "./constant_model.ts";
import { assertObserved } from "./observed_server.ts";
import { sampleJudgement } from "./sample_judgement.ts";
import { runTaxi, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("a server's answers, spans and log tell of the same requests and traces", () => assertObserved());

Deno.test("GET /metrics of a running server follows the last judgement of its home, and an access log can be for people", () =>
  withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(7));
    const server = await startServer(["--model", model, "--home", home, "--access-log", "on"]);
    const metrics = async () => await (await fetch(`${server.url}/metrics`)).text();
    assert.doesNotMatch(await metrics(), /^taxi_monitor_verdict\{/m);
    using log = openPredictionLog(home); // as a taxi monitor beside the server has it
    for (const verdict of ["alert", "ok"]) {
      log.keepJudgement(sampleJudgement({ verdict, judgedAt: Date.now() }), "{}");
      assert.match(await metrics(), RegExp(`^taxi_monitor_verdict\\{verdict="${verdict}"\\} 1$`, "m"));
    }
    const { stderr } = await server.stop();
    const lines = stderr.trimEnd().split("\n");
    assert.match(lines[0], /^Serving /);
    assert.equal(lines.length, 4);
    for (const line of lines.slice(1)) {
      assert.match(line, /^\d{4}-\d\d-\d\dT[\d:.]+Z GET \/metrics 200 [\d.]+ms 127\.0\.0\.1 [0-9a-f-]{36}$/);
    }
  }));

Deno.test("taxi serve refuses a log format and a switch that it does not know", async () => {
  for (
    const [option, expected] of [["--log-format", "text or json"], ["--access-log", "on or off"]] as const
  ) {
    const { code, stderr } = await runTaxi(["serve", option, "xml"]);
    assert.equal(code, 2);
    assert.match(stderr, RegExp(`^taxi: Cannot read ${option} "xml": expected ${expected}\nTry: `));
  }
});
