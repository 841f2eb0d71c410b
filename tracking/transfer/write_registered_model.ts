import { TaxiError } from "../../lib/errors.ts";
import type { Sql } from "../../lib/sql.ts";
import { insertVersionTags, modelFile, pointAlias } from "../create_model_version.ts";
import { assertModelName, assertText, assertWhole } from "../key_rules.ts";
import { type ModelVersion, readModels, readVersions } from "../model_rows.ts";
import { insertModelTags } from "../model_registry.ts";
import type { StoreContext } from "../store_context.ts";
import type { RegisteredModelRecord, VersionRecord } from "./transfer_source.ts";

/**
 * Adds a registered model with its versions, tags and aliases, in one transaction. Of one that is here already, versions that it
 * does not have are added, and all else stays.
 *
 * @param relocate turns an address of the source into the one that it has here
 * @returns how many versions were added
 * @throws TaxiError `conflict` when another model has that name; UsageError for what cannot be stored
 */
export async function writeRegisteredModel(
  { sql }: StoreContext,
  model: RegisteredModelRecord,
  relocate: (address: string) => string,
): Promise<number> {
  const { name, description, createdAt, updatedAt } = model;
  assertModelName(name);
  assertText("a description", description, 1_000_000);
  for (const time of [createdAt, updatedAt]) assertWhole("a time of a model", time);
  const versions = model.versions.map((version) =>
    withoutTwin({
      ...version,
      source: relocate(version.source),
      storage: relocate(version.storage),
    })
  );
  return await sql.transaction(async (sql) => {
    const [found] = await readModels(sql, [name]);
    if (found && found.createdAt !== createdAt) throw nameTaken(name, found.createdAt);
    if (!found) {
      await sql.run(
        `INSERT INTO registered_models (name, description, created_at, updated_at, last_version) VALUES (?, ?, ?, ?, ?)`,
        ...[name, description, createdAt, updatedAt, model.lastVersion],
      );
      await insertModelTags(sql, name, model.tags);
    }
    const here = await readVersions(sql, versions.map(({ version }) => ({ name, version })));
    const numbers = new Map(here.map((version) => [version.version, version]));
    const missing = versions.filter((version) => isMissing(name, version, numbers.get(version.version)));
    for (const version of missing) await insertVersion(sql, name, version);
    const statement = "UPDATE registered_models SET last_version = ? WHERE name = ? AND last_version < ?";
    await sql.run(statement, model.lastVersion, name, model.lastVersion);
    if (!found) {
      for (const [alias, version] of Object.entries(model.aliases)) {
        await pointAlias(sql, name, alias, version);
      }
    }
    return missing.length;
  });
}

/** MLflow writes the place of the files twice where nothing only points to it. */
function withoutTwin(version: VersionRecord): VersionRecord {
  return version.storage === version.source ? { ...version, storage: "" } : version;
}

/** @throws TaxiError `conflict` when that number was given to another version */
function isMissing(name: string, version: VersionRecord, here: ModelVersion | undefined): boolean {
  if (here === undefined) return true;
  if (here.createdAt === version.createdAt && here.source === version.source) return false;
  throw new TaxiError(
    `Cannot import version ${version.version} of "${name}": there is another one of that number`,
    { code: "conflict" },
  );
}

async function insertVersion(sql: Sql, name: string, version: VersionRecord): Promise<void> {
  const { source, storage, runId, runLink, status, stage, description, createdAt, updatedAt } = version;
  for (const number of [version.version, createdAt, updatedAt]) assertWhole("a number of a version", number);
  for (const text of [source, storage, runLink, runId ?? ""]) {
    assertText("an address of a version", text, 8000);
  }
  assertText("a description", description, 1_000_000);
  await sql.run(
    `INSERT INTO model_versions (name, version, run_id, source, sha256, storage, run_link, status, stage, description,
       created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[name, version.version, runId, source, await modelFile(sql, storage || source), storage, runLink],
    ...[status, stage, description, createdAt, updatedAt],
  );
  await insertVersionTags(sql, name, version.version, version.tags);
}

function nameTaken(name: string, createdAt: number): TaxiError {
  return new TaxiError(
    `Cannot import registered model "${name}": there is another one of that name, made at ${
      new Date(createdAt).toISOString()
    }`,
    { code: "conflict" },
  );
}
