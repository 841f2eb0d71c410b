import { TaxiError } from "../../lib/errors.ts";
import { type FeatureColumn, type FeatureMatrix, UNSEEN } from "../features/feature_matrix.ts";
import type { Attribution, ModelKind } from "./model_kind.ts";

/**
 * Minutes = intercept + sum of (slope x number) over numeric columns + sum of effects over categorical columns; an unseen
 * level has effect 0. With bounds, an answer beyond them is the nearest bound.
 */
export interface LinearModel {
  /** The tag that finds {@linkcode LINEAR_KIND}. */
  readonly kind: "linear";
  /** Minutes. */
  readonly intercept: number;
  /** One for each column of the matrix, in its order. */
  readonly terms: readonly LinearTerm[];
  /** Shortest and longest answer, minutes: the durations that training saw; null for none. */
  readonly bounds: readonly [shortest: number, longest: number] | null;
}

/** What one column adds. */
export type LinearTerm =
  & (
    | {
      readonly kind: "numeric";
      readonly name: string; /** Minutes for each unit. */
      readonly slope: number;
    }
    | {
      readonly kind: "categorical";
      readonly name: string; /** Minutes by code. */
      readonly effects: Float64Array;
    }
  )
  & {
    /** Minutes that it adds to the average training trip; older model files do not tell. */
    readonly centre?: number;
  };

/** {@linkcode LinearModel} by the contract of all kinds. */
export const LINEAR_KIND: ModelKind<LinearModel> = {
  name: "linear",
  predict: predictLinear,
  attribute: attributeLinear,
  encode: ({ intercept, terms, bounds }) => ({
    intercept,
    bounds,
    terms: terms.map((term) => term.kind === "categorical" ? { ...term, effects: [...term.effects] } : term),
  }),
  decode: decodeLinear,
};

function predictLinear(
  { intercept, terms, bounds }: LinearModel,
  matrix: FeatureMatrix,
  minutes: Float64Array,
): void {
  minutes.fill(intercept);
  for (let i = 0; i < terms.length; i++) addTerm(minutes, terms[i], matrix.columns[i]);
  if (bounds === null) return;
  const [shortest, longest] = bounds;
  for (let row = 0; row < minutes.length; row++) {
    minutes[row] = Math.min(Math.max(minutes[row], shortest), longest);
  }
}

function addTerm(minutes: Float64Array, term: LinearTerm, column: FeatureColumn): void {
  if (term.kind === "numeric" && column.kind === "numeric") {
    for (let row = 0; row < minutes.length; row++) minutes[row] += term.slope * column.values[row];
  } else if (term.kind === "categorical" && column.kind === "categorical") {
    for (let row = 0; row < minutes.length; row++) {
      const code = column.codes[row];
      if (code !== UNSEEN) minutes[row] += term.effects[code];
    }
  } else {
    throw misfit(term, column);
  }
}

function attributeLinear(
  { intercept, terms }: LinearModel,
  { columns }: FeatureMatrix,
  row: number,
): Attribution {
  const centres = terms.map(({ centre = 0 }) => centre);
  return {
    baseline: centres.reduce((sum, centre) => sum + centre, intercept),
    minutes: Float64Array.from(terms, (term, i) => added(term, columns[i], row) - centres[i]),
  };
}

function added(term: LinearTerm, column: FeatureColumn, row: number): number {
  if (term.kind === "numeric" && column.kind === "numeric") return term.slope * column.values[row];
  if (term.kind === "categorical" && column.kind === "categorical") {
    const code = column.codes[row];
    return code === UNSEEN ? 0 : term.effects[code];
  }
  throw misfit(term, column);
}

function misfit(term: LinearTerm, column: FeatureColumn): TypeError {
  return new TypeError(`Column "${column.name}" is ${column.kind}, expected ${term.kind} "${term.name}"`);
}

function decodeLinear(encoded: unknown): LinearModel {
  const { intercept, terms, bounds } = (encoded ?? {}) as {
    intercept?: unknown;
    terms?: unknown;
    bounds?: unknown;
  };
  if (!isFinite(intercept) || !Array.isArray(terms)) {
    throw corrupt(`found intercept ${intercept} and ${typeof terms} for terms, expected a number and a list`);
  }
  return { kind: "linear", intercept, terms: terms.map(decodeTerm), bounds: decodeBounds(bounds) };
}

function decodeBounds(bounds: unknown): LinearModel["bounds"] {
  if (bounds === null) return null;
  const [shortest, longest] = Array.isArray(bounds) ? bounds : [];
  if (isFinite(shortest) && isFinite(longest) && shortest <= longest) return [shortest, longest];
  throw corrupt(`found bounds ${JSON.stringify(bounds)}, expected null or two ascending numbers`);
}

function decodeTerm(
  term: { kind?: unknown; name?: unknown; slope?: unknown; effects?: unknown; centre?: unknown },
): LinearTerm {
  const { kind, name, slope, effects } = term ?? {};
  if (kind === "numeric" && isFinite(slope)) {
    return { kind, name: String(name), slope, ...decodeCentre(term) };
  }
  if (kind === "categorical" && Array.isArray(effects) && effects.every(isFinite)) {
    return { kind, name: String(name), effects: Float64Array.from(effects), ...decodeCentre(term) };
  }
  throw corrupt(
    `found term ${JSON.stringify(name)} of kind ${JSON.stringify(kind)}, expected finite slopes and effects`,
  );
}

function decodeCentre(term: { centre?: unknown }): { centre?: number } {
  if (!Object.hasOwn(term, "centre")) return {};
  if (isFinite(term.centre)) return { centre: term.centre };
  throw corrupt(`found centre ${JSON.stringify(term.centre)}, expected a finite number`);
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function corrupt(found: string): TaxiError {
  return new TaxiError(`Cannot use this linear model: ${found}`, { code: "corrupt_model" });
}
