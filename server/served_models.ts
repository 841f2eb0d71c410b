import type { Predictor } from "../pipeline/models/predictor.ts";

/** One model that a server holds, and what it is for. */
export interface ServedModel {
  /** A champion answers, a challenger answers its share, a shadow is only logged. */
  readonly role: "champion" | "challenger" | "shadow";
  /** Its share of the answers against the other weights; 0 for a shadow. */
  readonly weight: number;
  /** The model itself. */
  readonly predictor: Predictor;
}

/** The models that a server answers with at this moment; a request asks once and keeps what it got. */
export interface ServedModels {
  /**
   * The model that answers: always the same one for a key, which is asked for only when several models answer.
   *
   * @throws ProblemError `no_model` when there is none
   */
  choose(key: () => string): Predictor;
  /** Predicts what the answering model predicts, to be logged only. */
  readonly shadow: Predictor | undefined;
  /** All of them, the champion first; none while there is no model. */
  list(): readonly ServedModel[];
  /** Why what is served is not what was asked for, a sentence each; none when all is well. */
  faults(): readonly string[];
}

/** One model that answers everything and never changes. */
export function fixedModel(predictor: Predictor): ServedModels {
  const list = [{ role: "champion", weight: 1, predictor }] as const;
  return { choose: () => predictor, shadow: undefined, list: () => list, faults: () => [] };
}
