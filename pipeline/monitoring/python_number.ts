/**
 * A number as Python's `f"{value:.3f}"` writes it, which takes the even neighbour of a value exactly in the middle where
 * `toFixed` takes the greater, and words for what is no number.
 *
 * @param digits after the point, at most 15
 */
export function pythonFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  if (size >= 1e21) return `${sign}${BigInt(size)}.${"0".repeat(digits)}`; // toFixed gives up there
  return sign + (inTheMiddle(size, digits) ? evenNeighbour(size, digits) : size.toFixed(digits));
}

/** Such a value is an odd number of 2^-(digits + 1): only those halve a power of ten exactly in binary. */
function inTheMiddle(size: number, digits: number): boolean {
  return (size * 2 ** (digits + 1)) % 2 === 1;
}

function evenNeighbour(size: number, digits: number): string {
  const lower = Math.floor(size * 10 ** digits);
  return ((lower % 2 === 0 ? lower : lower + 1) / 10 ** digits).toFixed(digits);
}
