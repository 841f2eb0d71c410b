import assert from "node:assert/strict";
import { join } from "node:path";
import { constantModel } from "./constant_model.ts";
import { startCollector } from "./otlp_collector.ts";
import { type StartOptions, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c", SPAN = "b7ad6b7169203331";
const TRIP = { PULocationID: 161, DOLocationID: 236 };
const SERVER_SPAN = 2;

/** Asks a real server with a log as JSON that sends its spans, and holds answers, spans and log against each other. */
export function assertObserved(program?: StartOptions["program"]): Promise<void> {
  return withTemporaryFolder(async (home) => {
    const model = join(home, "m.taxi");
    await Deno.writeFile(model, constantModel(7));
    await using collector = startCollector();
    const server = await startServer(["--model", model, "--home", home, "--log-format", "json"], {
      env: collector.env,
      ...(program ? { program } : {}),
    });
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(`${server.url}${path}`, init);
      const id = response.headers.get("x-request-id") ?? (await response.clone().json()).request_id;
      await response.body?.cancel();
      return { headers: response.headers, id };
    };
    const headers = { "content-type": "application/json" };
    const predicted = await ask("/predict?secret=1", {
      method: "POST",
      body: JSON.stringify(TRIP),
      headers: { ...headers, traceparent: `00-${TRACE}-${SPAN}-01` },
    });
    const batch = await ask("/predict/batch", {
      method: "POST",
      body: JSON.stringify([TRIP, TRIP]),
      headers,
    });
    const unknown = await ask("/no/such/path");
    const { code, stderr } = await server.stop(); // which sends the spans that wait
    assert.equal(code, 0, stderr);

    const spans = await collector.spans(3);
    const [single, two, lost] = ["/predict", "/predict/batch", "/no/such/path"].map((path) => {
      const span = spans.find(({ attributes }) => attributes["url.path"] === path);
      assert.ok(span, `no span of ${path} among ${JSON.stringify(spans)}`);
      assert.deepEqual([span.kind, span.resource["service.name"]], [SERVER_SPAN, "fares"]);
      return span;
    });
    assert.deepEqual(
      [single.name, single.traceId, single.parentSpanId, single.attributes["http.route"]],
      ["POST /predict", TRACE, SPAN, "/predict"],
    );
    assert.deepEqual(
      [single, two].map(({ attributes }) => [
        attributes["taxi.model"],
        attributes["taxi.trips"],
        attributes["http.response.status_code"],
      ]),
      [["m", "1", "200"], ["m", "2", "200"]],
    );
    assert.deepEqual([lost.name, lost.attributes["http.route"]], ["GET", undefined]);

    const answers = [predicted, batch, unknown], parents = [single, two, lost];
    for (const [at, { headers }] of answers.entries()) {
      const { traceId, spanId } = parents[at];
      assert.equal(headers.get("traceparent"), `00-${traceId}-${spanId}-01`);
      assert.equal(headers.get("traceresponse"), headers.get("traceparent"));
    }
    const lines = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.match(lines[0].message, /^Serving /);
    assert.deepEqual(
      lines.slice(1).map(({ request_id, trace_id, route, path, status }) => [
        request_id,
        trace_id,
        route,
        path,
        status,
      ]),
      answers.map(({ id }, at) => [
        id,
        parents[at].traceId,
        ["/predict", "/predict/batch", "unknown"][at],
        parents[at].attributes["url.path"],
        at < 2 ? 200 : 404,
      ]),
    );
  });
}
