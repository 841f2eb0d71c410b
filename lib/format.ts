/** Shown where there is no number: missing, infinite over infinite, a mean of no rows. */
export const NO_VALUE = "–";

const MINUS = "\u2212";
const NARROW_SPACE = "\u202f";

/**
 * A measured number to three significant digits with thousands separated: `0.212`, `3.6`, `12.4`, `1,240`, `360,000`.
 * Trailing zeros go, so that `1` stays `1`; give `digits` to change the three. Very large or small ones take a power.
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return withMinus(formatPower(value, digits));
  // By hand, as in formatCount: a page says thousands of numbers, and the rules of a language take most of its time
  const [whole, decimals] = String(Number(size.toPrecision(digits))).split(".");
  const text = (whole.length > 3 ? whole.replace(THOUSANDS, ",") : whole) +
    (decimals === undefined ? "" : `.${decimals}`);
  return value < 0 && size !== 0 ? MINUS + text : text;
}

/** Between the digits of a whole number, where thousands end. */
const THOUSANDS = /(?<=\d)(?=(?:\d{3})+$)/g;

/** A whole number of things, every digit kept: `131,652`. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return NO_VALUE;
  // By hand: to load the rules of a language takes 18 ms, and a server says a count before it listens
  return withMinus(String(BigInt(Math.round(value))).replace(THOUSANDS, ","));
}

/** A number with its unit and a narrow space between: `3.6 min`. Without a unit only the number. */
export function formatQuantity(value: number, unit: string, digits = 3): string {
  const number = formatNumber(value, digits);
  return unit === "" || number === NO_VALUE ? number : `${number}${NARROW_SPACE}${unit}`;
}

/** A change with its sign and unit: `+0.4 miles`, `−12%` for `unit` "%". No sign where the change rounds to nothing. */
export function formatChange(value: number, unit = "", digits = 3): string {
  const size = formatNumber(Math.abs(value), digits);
  if (size === NO_VALUE) return size;
  const sign = size === "0" ? "" : value > 0 ? "+" : MINUS;
  const gap = unit === "" || unit === "%" ? "" : NARROW_SPACE;
  return `${sign}${size}${gap}${unit}`;
}

/** A share between 0 and 1 in percent: `12.4%`, `0.02%`; above zero but under a thousandth of a percent: `<0.001%`. */
export function formatPercent(share: number, digits = 3): string {
  if (!Number.isFinite(share)) return NO_VALUE;
  if (share > 0 && share < 1e-5) return "<0.001%";
  return `${formatNumber(share * 100, digits)}%`;
}

/** A p-value: three significant digits, and `<0.0001` where more would say nothing. */
export function formatPValue(pValue: number): string {
  return pValue < 1e-4 ? "<0.0001" : formatNumber(pValue);
}

/** `1 row`, `2 rows`: a count with its noun; `plural` where adding an s is wrong. */
export function formatCounted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** A size in bytes in decimal units: `412 B`, `1.21 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** step)} ${units[step]}`;
}

/** An elapsed time: `85 ms`, `2.31 s`, `4 min 10 s`, `3 h 5 min`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${formatNumber(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * An ISO date-time to the minute, `2023-01-31 23:58`, in the zone it is written in: pick-ups are wall-clock times of the
 * city. `Z` is said as UTC.
 */
export function formatDateTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(iso);
  if (match === null) return iso;
  const zone = match[3] === undefined ? "" : match[3] === "Z" ? " UTC" : ` ${withMinus(match[3])}`;
  return `${match[1]} ${match[2]}${zone}`;
}

function formatPower(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

function withMinus(text: string): string {
  return text.replace("-", MINUS);
}
