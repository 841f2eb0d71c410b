import { UsageError } from "../lib/errors.ts";
import {
  type LiveModelPlan,
  type LiveModels,
  type ModelChange,
  openLiveModels,
} from "../server/live_models.ts";
import { shellWord } from "./command.ts";
import type { Home } from "./home.ts";
import { modelSource } from "./model_source.ts";
import { openRegistry } from "./open_registry.ts";
import { DEFAULT_MODEL, type ModelReference, modelTitle, parseReference } from "./resolve_model.ts";
import type { TrackingOptions } from "./tracking_option.ts";

/** Aliases of a registered model and their shares of the answers: whole numbers, not all 0. */
export type Split = ReadonlyMap<string, number>;

/** What a server is asked to serve. */
export interface ServedModelOptions extends TrackingOptions {
  /**
   * A file, `NAME@ALIAS` or `NAME/VERSION`; with a split `NAME` or `NAME@ALIAS`, whose alias is the champion. Unless told, the
   * champion of the usual name, as soon as there is one.
   */
  readonly model?: string;
  /** Of the registered model; all of it to `model` unless told. */
  readonly split?: Split;
  /** A file, `NAME@ALIAS` or `NAME/VERSION` whose predictions are logged only. */
  readonly shadow?: string;
}

/** Served models and the registry that they follow. */
export interface FollowedModels extends Disposable {
  readonly models: LiveModels;
}

/** Description of `--split`. */
export const SPLIT_OPTION = [
  "--split <shares>",
  "share the answers among aliases of the model, such as champion=90,challenger=10",
] as const;

/** Description of `--shadow`. */
export const SHADOW_OPTION = [
  "--shadow <model>",
  "a model that predicts everything too and is only logged, named as --model",
] as const;

const EXAMPLE_SPLIT = "champion=90,challenger=10";

/** Reads `champion=90,challenger=10`. @throws UsageError */
export function parseSplit(text: string): Split {
  const refuse = (found: string) =>
    new UsageError(
      `Cannot read --split "${text}": ${found}, expected such as ${EXAMPLE_SPLIT}`,
      `taxi serve --model NAME --split ${EXAMPLE_SPLIT}`,
    );
  const split = new Map<string, number>();
  for (const part of text.split(",")) {
    const [, alias, weight] = /^\s*([\w-]+)\s*=\s*(\d{1,9})\s*$/.exec(part) ?? [];
    if (alias === undefined) throw refuse(`found "${part}"`);
    if (split.has(alias)) throw refuse(`"${alias}" has two shares`);
    split.set(alias, Number(weight));
  }
  if (![...split.values()].some((weight) => weight > 0)) throw refuse("all shares are 0");
  return split;
}

/**
 * Loads the models that `options` name and can follow them from then on.
 *
 * @param tell told of each change that a refresh finds; must not throw
 * @throws UsageError when the options contradict each other
 * @throws NotFoundError when what they name is not there
 * @throws TaxiError when the model that answers cannot be used
 */
export async function followModels(
  home: Home,
  options: ServedModelOptions,
  tell: (change: ModelChange) => void,
): Promise<FollowedModels> {
  const planned = await planModels(options);
  const registered = planned.some(({ reference }) => "name" in reference);
  const registry = await openRegistry(home, options.tracking, registered);
  try {
    const plans = planned.map(({ reference, ...plan }) => ({
      ...plan,
      source: modelSource(reference, registry),
    }));
    return { models: await openLiveModels(plans, tell), [Symbol.dispose]: registry.close };
  } catch (error) {
    registry.close();
    throw error;
  }
}

/** How people call what is served: `fares version 3 (90 %), fares version 4 (10 %), shadow fares version 5`. */
export function servedTitle(models: Pick<LiveModels, "list">): string {
  const list = models.list();
  if (list.length === 0) return "no model yet";
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  return list.map(({ role, weight, predictor }) => {
    const title = modelTitle(predictor);
    if (role === "shadow") return `shadow ${title}`;
    return weight === total ? title : `${title} (${Number((100 * weight / total).toPrecision(3))} %)`;
  }).join(", ");
}

/** A model to be served, before its source is opened. */
interface Planned extends Omit<LiveModelPlan, "source"> {
  readonly reference: ModelReference;
}

async function planModels({ model: named, split, shadow }: ServedModelOptions): Promise<Planned[]> {
  const model = named ?? `${DEFAULT_MODEL}@champion`, optional = named === undefined;
  const answering: Planned[] = split
    ? planSplit(model, split)
    : [{ role: "champion", name: "champion", weight: 1, optional, reference: await parseReference(model) }];
  if (shadow === undefined) return answering;
  return [...answering, {
    role: "shadow",
    name: "shadow",
    weight: 0,
    reference: await parseReference(shadow),
  }];
}

/** The alias that `--model` names is the champion; without one the alias of that name, else the first. */
function planSplit(model: string, split: Split): Planned[] {
  const [, name, named] = /^([^@/]+)(?:@([^@/]+))?$/.exec(model) ?? [];
  const shares = [...split].map(([alias, weight]) => `${alias}=${weight}`).join(",");
  const refuse = (found: string, hint: string) =>
    new UsageError(
      `Cannot split "${model}" by "${shares}": ${found}`,
      `taxi serve --model ${hint} --split ${shares}`,
    );
  if (name === undefined) throw refuse("expected the name of a registered model", "NAME");
  const champion = named ?? (split.has("champion") ? "champion" : [...split.keys()][0]);
  if (!split.has(champion)) throw refuse(`"${champion}" has no share of it`, shellWord(name));
  return [...split].map(([alias, weight]) => ({
    role: alias === champion ? "champion" : "challenger",
    name: alias,
    weight,
    reference: { name, of: { alias } },
  }));
}
