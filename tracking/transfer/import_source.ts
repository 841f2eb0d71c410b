import { TaxiError } from "../../lib/errors.ts";
import type { StoreContext } from "../store_context.ts";
import { type PlacedExperiment, placeExperiments, relocation } from "./place_experiments.ts";
import type { LeftOut, TransferSource } from "./transfer_source.ts";
import { writeLoggedModel } from "./write_logged_model.ts";
import { writeRegisteredModel } from "./write_registered_model.ts";
import { type Outcome, writeRun } from "./write_run.ts";

/** How to import. */
export interface ImportOptions {
  /** Another name for the only experiment. */
  readonly as?: string;
  /** Puts the runs of the source in the place of those of the same ids, whatever they have. */
  readonly replace?: boolean;
  /** Hears how much of the runs is done, 0..1. */
  readonly progress?: (part: number) => void;
}

/** What an import has done. */
export interface ImportSummary {
  /** The experiments, as they are here. */
  readonly experiments: readonly { readonly experimentId: number; readonly name: string }[];
  /** How many runs were added, took the place of another and were here already. */
  readonly runs: Readonly<Record<Outcome, number>>;
  /** How many logged models were added. */
  readonly loggedModels: number;
  /** How many versions of registered models were added. */
  readonly modelVersions: number;
  /** What people should know. */
  readonly notes: readonly string[];
  /** What was not imported. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Adds all that a source has. A run comes into sight with all that belongs to it, or not at all; what is here already stays, so
 * that an import that broke off is done again and goes on. What cannot be imported is left out and told.
 *
 * @throws UsageError when the name of an experiment is taken, and nothing has changed then
 */
export async function importSource(
  context: StoreContext,
  source: TransferSource,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  const { as, replace = false, progress = () => {} } = options;
  const leftOut: LeftOut[] = [];
  const orLeaveOut = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TaxiError) || !isOfThing(error)) throw error;
      leftOut.push({ what, why: error.message.replace(/^Cannot import [^:]+: /, "") });
    }
  };
  const placed = await placeExperiments(context, await Array.fromAsync(source.experiments()), as);
  let loggedModels = 0, modelVersions = 0, done = 0;
  for await (const model of source.loggedModels()) {
    const { modelId, experiment } = model.record;
    const write = () => writeLoggedModel(context, idOf(placed, experiment), model);
    if (await orLeaveOut(`logged model "${modelId}"`, write) === "added") loggedModels++;
  }
  const runs = { added: 0, replaced: 0, here: 0 };
  for await (const run of source.runs()) {
    const { runId, experiment } = run.record;
    const write = () => writeRun(context, idOf(placed, experiment), run, replace);
    const outcome = await orLeaveOut(`run "${runId}"`, write);
    if (outcome !== undefined) runs[outcome]++;
    progress(++done / source.runCount);
  }
  const relocate = relocation(placed.values());
  for await (const model of source.registeredModels()) {
    const write = () => writeRegisteredModel(context, model, relocate);
    modelVersions += await orLeaveOut(`registered model "${model.name}"`, write) ?? 0;
  }
  return {
    experiments: Array.from(
      placed.values(),
      ({ experiment: { experimentId, name } }) => ({ experimentId, name }),
    ),
    ...{ runs, loggedModels, modelVersions },
    notes: [...source.notes, ...tellPlaces(placed.values())],
    leftOut: [...source.leftOut, ...leftOut],
  };
}

/** Faults of one thing, which leave the others as they are: it cannot be stored, or another is in its place. */
const OF_THING: readonly string[] = [
  ...["usage", "conflict", "param_conflict", "artifact_conflict", "already_exists"],
  ...[
    "invalid_key",
    "invalid_text",
    "invalid_number",
    "invalid_name",
    "invalid_alias",
    "invalid_path",
    "too_long",
  ],
];

function isOfThing({ code }: TaxiError): boolean {
  return OF_THING.includes(code);
}

function idOf(placed: ReadonlyMap<string, PlacedExperiment>, experiment: string): number {
  const found = placed.get(experiment);
  if (found) return found.experiment.experimentId;
  throw new TaxiError(`There is no experiment ${experiment} that it could belong to`, { code: "conflict" });
}

function* tellPlaces(placed: Iterable<PlacedExperiment>): Generator<string> {
  for (const { record: { name, location, elsewhere }, experiment } of placed) {
    if (!elsewhere) continue;
    yield experiment.artifactLocation === location
      ? `The artifacts of "${name}" stay at "${location}": its clients find them there`
      : `The artifacts of "${name}" stay at "${location}", and runs here do not name that place`;
  }
}
