import { UsageError } from "../../lib/errors.ts";
import { experimentArtifactUri } from "../artifact_uri.ts";
import type { Experiment } from "../experiments.ts";
import { storedExperiments } from "../experiments.ts";
import { assertKey, assertText } from "../key_rules.ts";
import type { StoreContext } from "../store_context.ts";
import type { ExperimentRecord } from "./transfer_source.ts";

/** An experiment of a source and the one of this store that takes its runs. */
export interface PlacedExperiment {
  /** As the source has it. */
  readonly record: ExperimentRecord;
  /** As this store has it. */
  readonly experiment: Experiment;
}

interface IdRow {
  readonly id: number;
}

const SELECT_ID = "SELECT experiment_id AS id FROM experiments WHERE name = ?";

/** Every store has it from the beginning, so that two of them are one. */
const DEFAULT = "Default";

/**
 * Makes the experiments that are not there; nothing when the name of one of them is taken by another.
 *
 * @param as another name for the only experiment
 * @throws UsageError when a name is taken
 */
export async function placeExperiments(
  context: StoreContext,
  records: readonly ExperimentRecord[],
  as: string | undefined,
): Promise<Map<string, PlacedExperiment>> {
  if (as !== undefined && records.length !== 1) {
    throw new UsageError(
      `Cannot name ${records.length} experiments "${as}": expected one, which --experiment chooses`,
    );
  }
  const named = records.map((record) => ({ ...record, name: as ?? record.name }));
  for (const record of named) await assertNotTaken(context, record);
  const placed = new Map<string, PlacedExperiment>();
  for (const record of named) {
    placed.set(record.id, { record, experiment: await placeExperiment(context, record) });
  }
  return placed;
}

/** Two experiments of one name are the same one when they were made at the same moment. */
async function assertNotTaken(context: StoreContext, { name, createdAt }: ExperimentRecord): Promise<void> {
  const found = await findByName(context, name);
  if (!found || name === DEFAULT || createdAt === null || found.createdAt === createdAt) return;
  throw new UsageError(
    `Cannot import experiment "${name}": there is another one of that name, made at ${
      new Date(found.createdAt).toISOString()
    }, expected a free name`,
    `taxi experiments import SOURCE --experiment ${JSON.stringify(name)} --as ${JSON.stringify(`${name} 2`)}`,
  );
}

async function findByName(context: StoreContext, name: string): Promise<Experiment | undefined> {
  const row = await context.sql.one<IdRow>(SELECT_ID, name);
  return row && await storedExperiments(context).get(row.id);
}

async function placeExperiment(context: StoreContext, record: ExperimentRecord): Promise<Experiment> {
  const { name, createdAt, updatedAt, deletedAt, location, elsewhere } = record;
  assertText("an experiment's name", name, 500);
  const experimentId = await context.sql.transaction(async (sql) => {
    const { id } = await sql.one<IdRow>(SELECT_ID, name) ?? (await sql.one<IdRow>(
      `INSERT INTO experiments (name, artifact_location, created_at, updated_at, deleted_at) VALUES (?, ?, ?, ?, ?)
       RETURNING experiment_id AS id`,
      ...[name, elsewhere ? location : null, createdAt ?? context.now(), updatedAt, deletedAt],
    ))!;
    const tags = Object.entries(record.tags);
    for (const [key, value] of tags) {
      assertKey("tag", key);
      assertText(`tag "${key}"`, value, 20_000);
    }
    await sql.many(
      `INSERT INTO experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
       ON CONFLICT (experiment_id, key) DO NOTHING`,
      tags.map(([key, value]) => [id, key, value]),
    );
    return id;
  });
  return await storedExperiments(context).get(experimentId);
}

/**
 * Turns addresses of a source's artifacts into those that they have here. Others stay as they are.
 *
 * @returns what turns one
 */
export function relocation(placed: Iterable<PlacedExperiment>): (address: string) => string {
  const moves = Array.from(placed, ({ record, experiment }) => ({
    from: plainAddress(record.location ?? ""),
    to: experimentArtifactUri(experiment.experimentId, null),
    elsewhere: record.elsewhere,
  })).filter(({ from, elsewhere }) => from !== "" && !elsewhere);
  moves.sort((a, b) => b.from.length - a.from.length); // of folders in folders the innermost
  return (address) => {
    const plain = plainAddress(address);
    const move = moves.find(({ from }) => plain === from || plain.startsWith(`${from}/`));
    return move === undefined ? address : move.to + plain.slice(move.from.length);
  };
}

/** Without what may be told or not: `file://`, the name of a server, a slash at the end. */
function plainAddress(address: string): string {
  return address.replace(/^file:\/\/(?:localhost)?(?=\/)/i, "")
    .replace(/^mlflow-artifacts:\/+(?:[^/]*:\d+\/)?/i, "mlflow-artifacts:/")
    .replace(/\/+$/, "");
}
