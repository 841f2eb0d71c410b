/** Something that gets its share of the keys. */
export interface Weighted {
  /** Tells it from the others, the same in every process. */
  readonly name: string;
  /** Its share against the other weights, 0 or more. */
  readonly weight: number;
}

const FNV_OFFSET = 0x811c9dc5, FNV_PRIME = 0x01000193;
const HASHES = 2 ** 32;

/**
 * Gives every key to one of `choices`, to each its share of all keys: weighted rendezvous hashing. It depends on nothing but
 * the key, the names and the weights, not on their order, so that every process chooses alike. When one weight grows, keys
 * move to that choice only.
 *
 * Source: Schindelhauer and Schomaker, Weighted Distributed Hash Tables, SPAA 2005 (the logarithmic method).
 *
 * @throws RangeError when no weight is above 0
 */
export function weightedChoice<T extends Weighted>(choices: readonly T[]): (key: string) => T {
  const weighty = choices.filter(({ weight }) => weight > 0)
    .map((choice) => ({ choice, weight: choice.weight, seed: hashText(choice.name) }));
  if (weighty.length === 0) throw new RangeError("Cannot choose: no weight is above 0");
  return (key) => {
    const hash = hashText(key);
    let best = weighty[0].choice, least = Infinity;
    for (const { choice, weight, seed } of weighty) {
      const uniform = (mix(hash ^ seed) + 0.5) / HASHES; // between 0 and 1, neither included
      const score = -Math.log(uniform) / weight; // exponential: the least of them is at each with its share
      if (score < least) [best, least] = [choice, score];
    }
    return best;
  };
}

/** FNV-1a over UTF-16 units, then mixed: by itself it hardly touches the high bits of short keys. */
function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return mix(hash);
}

/** MurmurHash3's finalizer: each bit of a 32-bit number changes half of the bits of the result, which is 0 or more. */
function mix(hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) >>> 0;
}
