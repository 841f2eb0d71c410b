import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { FAKE_MODEL, fakeApp } from "../server/fake_app.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROWS = 100_000;

/** A Python that has Arrow, or why there is none. */
const python = await pythonEnvironment({ requirements: join(ROOT, "tools/requirements/arrow.txt") }).catch(
  (error) => {
    if (!(error instanceof TaxiError)) throw error;
    return error;
  },
);
const missing = python instanceof TaxiError ? " (SKIPPED: python3 with pyarrow cannot be had)" : "";

Deno.test({
  name: `POST /predict/batch takes and gives what pyarrow, pandas and polars do${missing}`,
  ignore: missing !== "",
  async fn() {
    const app = fakeApp();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => app.request(request),
    );
    const said = await runPython(`http://127.0.0.1:${server.addr.port}`);
    const { compressed, "polars reads": polarsReads, "late fault": lateFault, ...clients } = said;
    assert.deepEqual(Object.keys(clients), ["pyarrow", "pandas", "polars"]);
    for (const [client, { rows, right, ids, unseen, schema, metadata }] of Object.entries(clients)) {
      assert.deepEqual(
        { rows, right, ids, unseen },
        { rows: ROWS, right: ROWS, ids: ROWS, unseen: 0 },
        client,
      );
      assert.deepEqual(schema, {
        predicted_duration: "double",
        request_id: "fixed_size_binary[16]",
        unseen: "uint8",
      });
      assert.deepEqual(metadata, { model: "duration", model_version: "3", model_hash: FAKE_MODEL.hash });
    }
    const pickups = [0, 1, 2].map((client) => app.logged[client * ROWS + 1].features.pickup_datetime / 1e6);
    const [pyarrow, pandas, polars] = [
      "2025-03-01T08:40:01Z",
      "2025-03-01T03:40:01Z",
      "2025-03-01T08:30:00Z",
    ];
    assert.deepEqual(pickups, [pyarrow, pandas, polars].map((time) => Date.parse(time) / 1000));
    assert.deepEqual(polarsReads, { rows: ROWS, columns: ["predicted_duration", "request_id", "unseen"] });
    assert.equal(compressed.status, 422);
    assert.match(compressed.detail, /are compressed, expected uncompressed ones/);
    assert.ok(lateFault.broke, "the answer is not taken for a whole one");
    assert.equal(lateFault.told.errors[0].pointer, `/${ROWS - 1}/PULocationID`);
    assert.ok(lateFault.rows >= 80_000 && lateFault.rows < ROWS, `${lateFault.rows} rows`);
  },
});

/** What the clients say, by their names. */
// deno-lint-ignore no-explicit-any -- what Python prints is what the test looks into
async function runPython(url: string): Promise<Record<string, any>> {
  const { code, stdout, stderr } = await new Deno.Command(python as string, {
    args: [join(ROOT, "tests/arrow_clients.py"), url],
    env: { NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, `${text}\n${new TextDecoder().decode(stderr)}`);
  return Object.fromEntries(
    text.trimEnd().split("\n").map((line) => {
      const { client, ...rest } = JSON.parse(line);
      return [client, rest];
    }),
  );
}
