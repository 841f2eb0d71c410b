import { UsageError } from "../../lib/errors.ts";

/** TLC's two kinds of metered taxi with the same trip record. */
export const TAXI_KINDS = ["green", "yellow"] as const;

/** A kind of taxi: `green` (outer boroughs) or `yellow` (Manhattan and airports). */
export type TaxiKind = (typeof TAXI_KINDS)[number];

/**
 * Checks what a person typed as a kind of taxi.
 *
 * @throws UsageError when `text` names no kind, in small letters
 */
export function parseTaxiKind(text: string): TaxiKind {
  const kind = TAXI_KINDS.find((candidate) => candidate === text);
  if (kind === undefined) {
    throw new UsageError(`Unknown taxi kind "${text}": expected ${TAXI_KINDS.join(" or ")}`);
  }
  return kind;
}
