// A scale in minutes that everything on it shares.

/** Whole steps of 1, 2 or 5 (times a power of ten) from 0, about `count` of them, that reach `max`. */
export function niceScale(max, count = 5) {
  const rough = Math.max(max, 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5].find((size) => size * power >= rough * 0.999) ?? 10;
  const step = times * power;
  const steps = Math.max(1, Math.ceil(max / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  return { end: ticks[steps], ticks };
}
