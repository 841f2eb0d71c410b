import { EXIT, TaxiError } from "../lib/errors.ts";
import { systemFault } from "../lib/system_fault.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { noModel } from "./no_model.ts";
import type { ServedModel, ServedModels } from "./served_models.ts";
import { warmUp } from "./warm_up.ts";
import { type Weighted, weightedChoice } from "./weighted_choice.ts";

/** Where a served model comes from: a file that may be replaced, or a version that an alias points to. */
export interface ModelSource {
  /** As people name it. */
  readonly title: string;
  /** Looks, without reading it, at the model that should be served now. @throws when that cannot be told */
  look(): Promise<FoundModel>;
}

/** A model that should be served. */
export interface FoundModel {
  /** Registered version; null for a file. */
  readonly version: number | null;
  /** Another one for each other model; undefined while that cannot be told, as of a file that has just been written. */
  readonly stamp: string | undefined;
  /** Reads and checks it. @throws when it cannot be used */
  load(): Promise<Predictor>;
}

/** A model to be served live. */
export interface LiveModelPlan extends Omit<ServedModel, "predictor"> {
  /** Tells it from the others, and has the same share of the keys in every process that calls it so. */
  readonly name: string;
  /** Is looked at by each refresh. */
  readonly source: ModelSource;
  /** Whether the server does without this champion until it is there, rather than not start. */
  readonly optional?: boolean;
}

/** What became of a model that is served. */
export interface ModelChange {
  /** `failed`: another one should be served and cannot be, for this reason; `recovered`: it need not be any more. */
  readonly outcome: "swapped" | "failed" | "recovered";
  /** What it is for. */
  readonly role: ServedModel["role"];
  /** Serves from now on; undefined when none was ever loaded. */
  readonly predictor: Predictor | undefined;
  /** For people. */
  readonly sentence: string;
}

/** Served models that follow what they were loaded from. */
export interface LiveModels extends ServedModels {
  /**
   * Looks at every source and swaps the models that have changed, one after the other. Requests under way keep the model that
   * they chose. Never rejects: what cannot be loaded is told by {@linkcode ServedModels.faults} and tried again by the next
   * refresh, and the model before it goes on serving. A refresh begins when the one before it has ended.
   */
  refresh(): Promise<void>;
}

interface Slot extends LiveModelPlan {
  predictor?: Predictor;
  /** Of the predictor. */
  stamp?: string;
  fault?: string;
}

/** Why a source's model does not serve; its version, if the source could tell it. */
interface Failure {
  readonly found: FoundModel | undefined;
  readonly error: unknown;
}

/** What is served until the next change. */
interface Arrangement {
  readonly choose: ServedModels["choose"];
  readonly shadow: Predictor | undefined;
  readonly list: readonly ServedModel[];
  readonly faults: readonly string[];
}

/**
 * Loads the models of `plans`. The champion must load, unless it is optional. What is there and cannot be loaded is a fault, such as what
 * another program has registered under the usual name; the others answer its share until it can be.
 *
 * @param plans exactly one champion, any number of challengers, at most one shadow
 * @param tell told of each change after the start
 * @throws what the champion's source throws; of any other source, that what it names is not there
 */
export async function openLiveModels(
  plans: readonly LiveModelPlan[],
  tell: (change: ModelChange) => void,
): Promise<LiveModels> {
  const ORDER = ["champion", "challenger", "shadow"];
  const slots: Slot[] = plans.map((plan) => ({ ...plan }))
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  for (const slot of slots) {
    const failure = await load(slot);
    if (failure === undefined) continue;
    if (slot.optional && isMissing(failure)) continue;
    if (!slot.optional && (slot.role === "champion" || isMissing(failure))) throw failure.error;
    slot.fault = faultOf(slot, failure);
  }
  let served = arrange(slots);
  let refreshing = Promise.resolve();
  const refresh = async () => {
    for (const slot of slots) {
      const change = await refreshSlot(slot);
      if (change === undefined) continue;
      served = arrange(slots);
      tell(change);
    }
  };
  return {
    choose: (key) => served.choose(key),
    get shadow() {
      return served.shadow;
    },
    list: () => served.list,
    faults: () => served.faults,
    refresh: () => refreshing = refreshing.then(refresh),
  };
}

/** Loads what the source has now, unless it is what serves. */
async function load(slot: Slot): Promise<Failure | undefined> {
  let found: FoundModel | undefined;
  try {
    found = await slot.source.look();
    if (found.stamp !== undefined && found.stamp === slot.stamp) return;
    const loaded = await found.load();
    warmUp(loaded);
    slot.stamp = found.stamp;
    if (loaded.hash === slot.predictor?.hash && loaded.version === slot.predictor.version) return;
    slot.predictor = loaded;
  } catch (error) {
    return { found, error };
  }
}

async function refreshSlot(slot: Slot): Promise<ModelChange | undefined> {
  const { role, source: { title }, predictor: before, fault } = slot;
  const failure = await load(slot);
  if (failure && slot.optional && before === undefined && isMissing(failure)) return undefined;
  slot.fault = failure && faultOf(slot, failure);
  const change = (outcome: ModelChange["outcome"], sentence: string) => ({
    outcome,
    role,
    predictor: slot.predictor,
    sentence,
  });
  if (slot.fault !== undefined) return slot.fault === fault ? undefined : change("failed", slot.fault);
  const now = called(slot.predictor!); // what did not fail has one
  if (slot.predictor !== before) {
    return change("swapped", `${title} is ${now} now${before ? `, ${called(before)} before` : ""}`);
  }
  return fault === undefined ? undefined : change("recovered", `${title} is ${now} again, as it should be`);
}

/** Which model answers is settled here, once a change, so that a request only looks it up. */
function arrange(slots: readonly Slot[]): Arrangement {
  const loaded = slots.flatMap(({ name, role, weight, predictor }) =>
    predictor === undefined ? [] : [{ name, role, weight, predictor }]
  );
  const champion: ServedModel | undefined = loaded[0];
  const sharing = loaded.filter(({ role, weight }) => role !== "shadow" && weight > 0);
  return {
    choose: choiceOf(sharing, sharing[0] ?? champion),
    shadow: loaded.find(({ role }) => role === "shadow")?.predictor,
    list: loaded.map(({ role, weight, predictor }) => ({ role, weight, predictor })),
    faults: slots.flatMap(({ fault }) => fault ?? []),
  };
}

function choiceOf(
  sharing: readonly (Weighted & ServedModel)[],
  only: ServedModel | undefined,
): ServedModels["choose"] {
  if (only === undefined) {
    return () => {
      throw noModel();
    };
  }
  const { predictor } = only;
  if (sharing.length < 2) return () => predictor;
  const choice = weightedChoice(sharing);
  return (key) => choice(key()).predictor;
}

function isMissing({ found, error }: Failure): boolean {
  return found === undefined && error instanceof TaxiError && error.exit === EXIT.usage;
}

function faultOf({ role, source: { title }, predictor }: Slot, { found, error }: Failure): string {
  const version = typeof found?.version === "number" ? ` (version ${found.version})` : "";
  const { message } = systemFault(error) ?? error as Error;
  const instead = predictor
    ? `${called(predictor)} is still serving`
    : role === "shadow"
    ? "there is no shadow"
    : "the other models answer its share";
  return `Cannot load ${title}${version}: ${message.replace(/^Cannot/, "cannot")}; ${instead}`;
}

function called({ version, hash }: Predictor): string {
  return version === null ? `the file with SHA-256 ${hash.slice(0, 12)}` : `version ${version}`;
}
