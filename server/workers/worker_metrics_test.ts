import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { joinMetrics, mergeMetrics } from "./worker_metrics.ts";

function exposition(predictions: number): string {
  return [
    "# HELP taxi_predictions_total Trips answered",
    "# TYPE taxi_predictions_total counter",
    `taxi_predictions_total{model="a b{c} d",model_version="1"} ${predictions}`,
    "# HELP taxi_http_requests_in_flight Now",
    "# TYPE taxi_http_requests_in_flight gauge",
    "taxi_http_requests_in_flight 2",
    "",
  ].join("\n");
}

Deno.test("mergeMetrics tells each metric once, with a series for each worker", () => {
  assert.equal(
    mergeMetrics([{ worker: 1, text: exposition(3) }, { worker: 2, text: exposition(4) }]),
    `# HELP taxi_predictions_total Trips answered
# TYPE taxi_predictions_total counter
taxi_predictions_total{worker="1",model="a b{c} d",model_version="1"} 3
taxi_predictions_total{worker="2",model="a b{c} d",model_version="1"} 4
# HELP taxi_http_requests_in_flight Now
# TYPE taxi_http_requests_in_flight gauge
taxi_http_requests_in_flight{worker="1"} 2
taxi_http_requests_in_flight{worker="2"} 2
`,
  );
});

Deno.test("mergeMetrics keeps what only one of them has", () => {
  const one = "# HELP b More\n# TYPE b gauge\nb 1\n";
  assert.equal(
    mergeMetrics([{ worker: 1, text: "" }, { worker: 2, text: one }]),
    '# HELP b More\n# TYPE b gauge\nb{worker="2"} 1\n',
  );
});

Deno.test({
  name: "joinMetrics gives the metrics of all workers whichever is asked, and lives without dead ones",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      using first = joinMetrics({ folder, worker: 1 }, () => Promise.resolve(exposition(3)));
      using second = joinMetrics({ folder, worker: 2 }, () => Promise.resolve(exposition(4)));
      const all = await first.text();
      assert.match(all, /^taxi_predictions_total\{worker="1",.*\} 3$/m);
      assert.match(all, /^taxi_predictions_total\{worker="2",.*\} 4$/m);
      assert.equal(await second.text(), all);
      Deno.listen({ transport: "unix", path: join(folder, "3.sock") }).close(); // a socket without a process
      assert.equal(await first.text(), all);
    }),
});

Deno.test({
  name: "joinMetrics takes the place of a worker that died",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      Deno.listen({ transport: "unix", path: join(folder, "1.sock") }).close();
      using again = joinMetrics({ folder, worker: 1 }, () => Promise.resolve(exposition(0)));
      using other = joinMetrics({ folder, worker: 2 }, () => Promise.resolve(exposition(4)));
      assert.match(await other.text(), /^taxi_predictions_total\{worker="1",.*\} 0$/m);
      assert.equal(await again.text(), await other.text());
    }),
});
