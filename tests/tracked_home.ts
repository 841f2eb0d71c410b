import { join } from "node:path";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import type { StoredFile } from "../tracking/files.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import type { Run } from "../tracking/run.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { words } from "./commands_home.ts";

const encoder = new TextEncoder();

/** A home with two runs, files of them, a model version, a model file and a token. */
export async function makeTrackedHome(home: string, name = "first"): Promise<void> {
  {
    await using tracking = await openTracking(home);
    for (const run of ["one", "two"]) {
      const { runId } = await tracking.runs.create({ experimentId: 0, name: `${name} ${run}` });
      await tracking.artifacts.log(runId, "same.txt", encoder.encode("the same for all"));
      await tracking.artifacts.log(runId, "model.taxi", encoder.encode(`model ${name} ${run}`));
      await tracking.runs.end(runId, { status: "finished" });
      await tracking.models.createVersion({ name: "fares", runId, artifact: "model.taxi" });
    }
    const { runId } = await tracking.runs.create({ experimentId: 0 });
    await tracking.artifacts.log(runId, "unused.txt", encoder.encode("nothing refers to this"));
    await tracking.files.delete(`0/${runId}/artifacts/unused.txt`);
    await tracking.runs.end(runId, { status: "finished" });
  }
  openPredictionLog(home).close();
  await Deno.mkdir(join(home, "models"), { recursive: true });
  await Deno.writeTextFile(join(home, "models", "abc.taxi"), `model file ${name}`);
  await words(["tokens", "create", name, "--home", home]);
}

/** All that a person sees of a home's runs, files and models. */
export interface HomeLook {
  readonly runs: readonly Run[];
  readonly files: readonly StoredFile[];
  readonly versions: readonly ModelVersion[];
}

/** Looks at a home, and reads every content that it refers to. */
export async function lookAtHome(home: string): Promise<HomeLook> {
  await using tracking = await openTracking(home);
  const runs = await tracking.runs.search({ limit: 100 });
  const files = await tracking.files.listBelow("");
  for (const { sha256 } of files) await tracking.artifacts.readContent(sha256);
  const versions = await tracking.models.listVersions("fares");
  for (const version of versions) await tracking.artifacts.readContent(version.sha256!);
  return { runs, files: files.map((file) => ({ ...file })), versions };
}
