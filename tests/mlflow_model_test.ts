import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingestSmall, json } from "./commands_home.ts";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { postJson, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CASES = fileURLToPath(new URL("./mlflow_model_cases.py", import.meta.url));
const TRAIN = ["train", "--train", "2024-03..2024-04", "--test", "2024-05"];
const KINDS = { linear: [], baseline: ["--reference-baseline"], mean: ["--model", "mean"] };

/** From and to every zone, those without a place among them, in pairs of which training saw few. */
const TRIPS = Array.from({ length: 1200 }, (_, i) => ({
  PULocationID: 1 + (i * 37) % 265,
  DOLocationID: i % 6 === 0 ? 1 + (i * 37) % 265 : 265 - (i * 91) % 265,
  trip_distance: [null, 0, 2.5, i / 7, 1e6][i % 5],
  pickup_datetime: [null, "2024-05-01T08:30:00", "2024-05-01T08:30:00-04:00"][i % 3],
}));

Deno.test({
  name: `the real MLflow client loads what taxi train registered, and predicts as the server${mlflowMissing}`,
  ignore: mlflowMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const home = join(folder, "home"), cases = join(folder, "cases.json");
      await ingestSmall(home, "2024-03..2024-05", 3000);
      const models: { uri: string; expected: number[] }[] = [];
      for (const [kind, options] of Object.entries(KINDS)) {
        const name = `taxi-${kind}`;
        const { run_id } = await json([...TRAIN, ...options, "--register", name, "--home", home]);
        await using server = await startServer(["--home", home, "--model", `${name}@champion`]);
        const expected = await served(server.url);
        const uris = [`models:/${name}@champion`, `models:/${name}/1`, `runs:/${run_id}/model`];
        models.push(...uris.map((uri) => ({ uri, expected })));
      }
      await Deno.writeTextFile(cases, JSON.stringify({ trips: TRIPS, models }));
      await using server = await startServer(["--home", home]);
      const { code, said } = await pytest(CASES, server.url, { env: { TAXI_CASES: cases } });
      assert.equal(code, 0, said);
      for (const name of ["from-run", "copied"]) {
        await using server = await startServer(["--home", home, "--model", `${name}@live`]);
        assert.deepEqual(await served(server.url), models[0].expected, "registered by the client");
      }
    }),
});

async function served(url: string): Promise<number[]> {
  const predictions: Predicted[] = await postJson(`${url}/predict/batch`, TRIPS);
  const minutes = predictions.map(({ predicted_duration: minutes }) => minutes);
  assert.equal(minutes[2], (await postJson(`${url}/predict`, TRIPS[2])).predicted_duration);
  return minutes;
}

interface Predicted {
  readonly predicted_duration: number;
}
