import { BODY_MILLISECONDS, MEGABYTE } from "./read_text.ts";

/** What the body of a batch, or of actuals, in JSON may take; of one trip only the time. Streams have limits of their own. */
export interface BodyLimits {
  /** In which it has to come in. */
  readonly milliseconds: number;
  /** Most bytes. */
  readonly maxBytes: number;
  /** Most trips or actuals. */
  readonly maxRows: number;
}

/** What holds unless told. */
export const DEFAULT_BODY_LIMITS: BodyLimits = {
  milliseconds: BODY_MILLISECONDS,
  maxBytes: 16 * MEGABYTE,
  maxRows: 10_000,
};
