import { LOGGED_MODEL_CASES } from "../tracking/logged_model_contract.ts";
import { REGISTRY_CASES } from "../tracking/registry_contract.ts";
import { parseTrackingServer } from "../tracking/remote/tracking_server.ts";
import { openRemoteTracking } from "../tracking/remote/remote_tracking.ts";
import { RUN_LOG_CASES } from "../tracking/run_log_contract.ts";
import { EXPERIMENT_CASES, RUN_CASES } from "../tracking/store_contract.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { startMlflowApi } from "./mlflow_api.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CASES = [
  ...EXPERIMENT_CASES,
  ...RUN_CASES,
  ...RUN_LOG_CASES,
  ...REGISTRY_CASES,
  ...LOGGED_MODEL_CASES,
];

/** Cases of the stores' contract that a server cannot fulfil, and why. */
const NOT_REMOTE: Readonly<Record<string, string>> = {
  "experiments.delete hides experiment and runs, restore brings both back":
    "it names the experiment by its number",
  "runs.delete hides a run and stops logging, restore takes that back": "MLflow takes files of deleted runs",
  "runs.log gives back every param and tag as it was": "MLflow refuses keys that begin with two dots",
  "runs.log gives back every double, NaN, infinities and -0 included": "MLflow has no infinities",
  "runs.log keeps steps of 64 bits exactly, and the latest of neighbours that a double cannot tell apart":
    "no command reads them",
  "runs.log accepts a param again and refuses another value, with all that came with it":
    "the server has words of its own",
  "runs.log keeps a dataset once for each context, runs.deleteTag takes a tag away":
    "MLflow keeps the first context only",
  "artifacts.log refuses paths that lead elsewhere or through a file": "the server has words of its own",
  "models.createVersion numbers from 1 and keeps run, hash, tags and aliases": "MLflow keeps no hash",
  "models.createVersion points only to what exists": "MLflow looks for no artifact",
  "models.createVersion finds the model file in a folder of the store, by source or storage":
    "MLflow keeps no hash",
  "files of a run are its artifacts, wherever its experiment has them":
    "the server hands on its own files only",
  "loggedModels.create refuses names that no address could carry, and experiments that are not active":
    "an empty name is none to MLflow",
};

for (const { name, run } of CASES) {
  Deno.test({
    name: `tracking server: ${name}${name in NOT_REMOTE ? ` (SKIPPED: ${NOT_REMOTE[name]})` : ""}`,
    ignore: name in NOT_REMOTE,
    fn: () =>
      withTemporaryFolder(async (folder) => {
        let time = 1_700_000_000_000;
        const now = () => time++;
        await using store = await openTracking(folder, { now });
        await using api = startMlflowApi(store);
        const server = parseTrackingServer(api.url, "the test's server", () => undefined);
        await using remote = openRemoteTracking(server, { now });
        // What a client does not do itself is done to the store behind the server: it sees what the client did.
        await run({
          ...store,
          experiments: { ...store.experiments, ...remote.experiments },
          runs: { ...store.runs, ...remote.runs },
          artifacts: { ...store.artifacts, ...remote.artifacts, list: store.artifacts.list },
          loggedModels: { ...store.loggedModels, ...remote.loggedModels },
          models: { ...store.models, ...remote.models },
        });
      }),
  });
}
