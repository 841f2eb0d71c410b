import { basename, join } from "node:path";
import { foldersIn, textsIn } from "./mlflow_folder_entries.ts";
import { stageOf, versionStatus } from "./mlflow_words.ts";
import { readMeta } from "./mlflow_yaml.ts";
import type { RegisteredModelRecord, VersionRecord } from "./transfer_source.ts";

/** The registered models in MLflow's folder `mlruns/models`. */
export async function* readFolderRegistry(folder: string): AsyncGenerator<RegisteredModelRecord> {
  for (const model of await foldersIn(folder)) {
    const meta = await readMeta(join(model, "meta.yaml"));
    if (meta === undefined) continue;
    const versions = await readVersions(model);
    const createdAt = meta.number("creation_timestamp") ?? 0;
    const aliases = Object.entries(await textsIn(join(model, "aliases")));
    yield {
      name: meta.text("name") ?? basename(model),
      description: meta.text("description") ?? "",
      createdAt,
      updatedAt: meta.number("last_updated_timestamp") ?? createdAt,
      tags: await textsIn(join(model, "tags")),
      aliases: Object.fromEntries(aliases.map(([alias, version]) => [alias, Number(version)])),
      lastVersion: versions.at(-1)?.version ?? 0,
      versions,
    };
  }
}

async function readVersions(model: string): Promise<VersionRecord[]> {
  const versions: VersionRecord[] = [];
  for (const folder of await foldersIn(model)) {
    if (!basename(folder).startsWith("version-")) continue;
    const meta = await readMeta(join(folder, "meta.yaml"));
    const version = meta?.number("version") ?? null;
    const stage = meta?.text("current_stage") ?? null;
    if (!meta || version === null || stage === "Deleted_Internal") continue;
    const createdAt = meta.number("creation_timestamp") ?? 0;
    versions.push({
      version,
      runId: meta.text("run_id"),
      source: meta.text("source") ?? "",
      storage: meta.text("storage_location") ?? "",
      stage: stageOf(stage),
      runLink: meta.text("run_link") ?? "",
      status: versionStatus(meta.text("status")),
      description: meta.text("description") ?? "",
      createdAt,
      updatedAt: meta.number("last_updated_timestamp") ?? createdAt,
      tags: await textsIn(join(folder, "tags")),
    });
  }
  return versions.sort((a, b) => a.version - b.version);
}
