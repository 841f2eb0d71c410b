/** Bits of a number by which one pass orders: two words of 32 bits take three passes each. */
const DIGIT_BITS = 11;

const DIGITS = 1 << DIGIT_BITS;

/**
 * Sorts finite numbers without -0, ascending, by the bits that they are made of (a radix sort from the lowest digit): half the time
 * of `Float64Array.sort` for tens of thousands. As bits, positive numbers are in order, and negative ones come behind them, reversed.
 *
 * @returns `values` itself or an array of its own; `values` is overwritten
 */
export function sortNumbers(values: Float64Array): Float64Array {
  let from = values, to: Float64Array = new Float64Array(values.length);
  for (let word = 0; word < 2; word++) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (orderByDigit(from, to, word, shift)) [from, to] = [to, from];
    }
  }
  const positive = from.findIndex((value) => value < 0);
  if (positive < 0) return from;
  const negative = from.length - positive;
  to.set(from.subarray(positive).reverse());
  to.set(from.subarray(0, positive), negative);
  return to;
}

/** Copies numbers in the order of one digit, equals as they were; false, and nothing copied, when all have the same. */
function orderByDigit(from: Float64Array, to: Float64Array, word: number, shift: number): boolean {
  const words = new Uint32Array(from.buffer, from.byteOffset, 2 * from.length); // the low word first
  const places = new Uint32Array(DIGITS);
  for (let at = word; at < words.length; at += 2) places[(words[at] >>> shift) & (DIGITS - 1)]++;
  if (places[(words[word] >>> shift) & (DIGITS - 1)] === from.length) return false;
  let place = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const rows = places[digit];
    places[digit] = place;
    place += rows;
  }
  for (let i = 0; i < from.length; i++) {
    to[places[(words[2 * i + word] >>> shift) & (DIGITS - 1)]++] = from[i];
  }
  return true;
}
