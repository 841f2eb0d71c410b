import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { type FakeApp, fakeApp } from "../server/fake_app.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { fencedBlocks } from "./markdown.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = Deno.readTextFileSync(join(ROOT, "docs/how-to/predict_in_batch.md"));

const python = await pythonEnvironment({ requirements: join(ROOT, "tools/requirements/arrow.txt") }).catch(
  (error) => {
    if (!(error instanceof TaxiError)) throw error;
    return error;
  },
);
const withoutPython = python instanceof TaxiError;

Deno.test("the how-to's curl sends lines and shows their predictions", async () => {
  const { said } = await runShown("sh", (text) => ["sh", "-c", text]);
  assert.deepEqual(said.trimEnd().split("\n").map((line) => JSON.parse(line).predicted_duration), [20, 10]);
});

Deno.test("the how-to's TypeScript compiles and predicts", async () => {
  const { said, app } = await runShown("ts", (text, folder) => {
    const file = join(folder, "batch.ts");
    Deno.writeTextFileSync(file, text);
    const run = ["run", "--check", "--quiet", "--allow-net", "--allow-env"];
    return [Deno.execPath(), ...run, "--config", join(ROOT, "deno.json"), file];
  });
  assert.equal(said, "20.0 minutes\n10.0 minutes\n");
  assert.equal(app.logged.length, 2);
});

Deno.test({
  name: `the how-to's Python predicts a Parquet file${
    withoutPython ? " (SKIPPED: python3 with pyarrow cannot be had)" : ""
  }`,
  ignore: withoutPython,
  fn: async () => {
    const make = "import pyarrow as pa, pyarrow.parquet as pq\n" +
      "zones, miles = pa.array(range(1, 201), pa.int64()), pa.array([float(row) for row in range(200)])\n" +
      "pq.write_table(pa.table({'PULocationID': zones, 'DOLocationID': zones, 'trip_distance': miles}), 'trips.parquet')\n";
    const check =
      "\nassert pq.read_table('predicted.parquet')['minutes'].to_pylist() == [10 + 2 * x for x in range(200)]\n";
    const { said, app } = await runShown("python", (text) => {
      const small = text.replace("1_000_000", "150"); // two requests
      return [python as string, "-c", make + small + check];
    });
    assert.equal(said, "200 trips by version 3\n");
    assert.equal(app.logged.length, 200);
  },
});

/** Runs the page's only block of a language, in a folder of its own, against a server that wants a token. */
async function runShown(
  language: string,
  command: (text: string, folder: string) => readonly string[],
): Promise<{ said: string; app: FakeApp }> {
  const [block, ...others] = fencedBlocks(PAGE).filter((one) => one.language === language);
  assert.equal(others.length, 0);
  const app = fakeApp();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (request.headers.get("authorization") === "Bearer secret") return app.request(request);
    return new Response("{}", { status: 401 });
  });
  const said = await withTemporaryFolder(async (folder) => {
    const text = block.text.replaceAll("127.0.0.1:8000", `127.0.0.1:${server.addr.port}`);
    const [program, ...args] = command(text, folder);
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      cwd: folder,
      env: { TAXI_TOKEN: "secret", NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1", NO_COLOR: "1" },
      stdin: "null",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  });
  return { said, app };
}
