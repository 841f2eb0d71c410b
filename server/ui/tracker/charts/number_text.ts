import { formatCount, formatElapsed, formatNumber } from "../../../../lib/format.ts";

/** A metric's value to six significant digits: enough to tell runs apart. NaN and infinities are said as they are. */
export function valueText(value: number): string {
  return Number.isNaN(value) ? "NaN" : formatNumber(value, 6);
}

/** The ticks of an axis, each with as many digits as tell it from its neighbours. */
export function tickTexts(ticks: readonly number[]): string[] {
  for (let digits = 1; digits <= 12; digits++) {
    const texts = ticks.map((tick) => formatNumber(tick, digits));
    const says = ticks.every((tick) =>
      Math.abs(Number(tick.toPrecision(digits)) - tick) <= Math.abs(tick) * 1e-9
    );
    if (says && new Set(texts).size === ticks.length) return texts;
  }
  return ticks.map((tick) => formatNumber(tick, 12));
}

/** A place along the axis of steps or, as time since the beginning, of times. @param place step, or milliseconds */
export function placeText(axis: "step" | "time", place: number): string {
  if (axis === "step") return Math.abs(place) < 1e15 ? formatCount(place) : formatNumber(place, 6);
  return place < 0 ? `−${formatElapsed(-place)}` : formatElapsed(place);
}
