/**
 * Draws from a list of weights in constant time (Walker's alias method, built as Vose 1991): slot `i` keeps itself with
 * `keep[i]`, else gives `alias[i]`.
 */
export interface AliasTable {
  /** Chance of each slot to keep itself, 0..1. */
  readonly keep: Float64Array;
  /** What each slot gives otherwise. */
  readonly alias: Uint16Array;
}

/**
 * Builds the table of some weights.
 *
 * @param weights non-negative, at most 65,536 of them, not all zero; they need not sum to 1
 */
export function makeAliasTable(weights: ArrayLike<number>): AliasTable {
  const size = weights.length;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += weights[i];
  const keep = Float64Array.from(weights, (weight) => weight * size / sum);
  const alias = Uint16Array.from(keep.keys());
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < size; i++) (keep[i] < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large[large.length - 1];
    alias[poor] = rich;
    keep[rich] -= 1 - keep[poor];
    if (keep[rich] < 1) small.push(large.pop()!);
  }
  return { keep, alias };
}

/**
 * Draws an index.
 *
 * @param uniform in [0, 1): its integer part times the size picks the slot, its fraction decides
 */
export function sampleAlias({ keep, alias }: AliasTable, uniform: number): number {
  const scaled = uniform * keep.length;
  const slot = Math.floor(scaled);
  return scaled - slot < keep[slot] ? slot : alias[slot];
}
