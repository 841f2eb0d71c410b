import { formatCount, formatElapsed, formatNumber } from "../../../../lib/format.ts";

/** A metric's value to six significant digits unless told: enough to tell runs apart. NaN and infinities are said as they are. */
export function valueText(value: number, digits = 6): string {
  return Number.isNaN(value) ? "NaN" : formatNumber(value, digits);
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
  if (axis === "time") return place < 0 ? `−${clockText(-place)}` : clockText(place);
  return Math.abs(place) < 1e15 ? formatCount(place) : formatNumber(place, 6);
}

/** `340 ms`, `12.5 s`, `4:10`, `1:04:10`, `2 d 1:04:10`: every place between two others can be told from them. */
function clockText(milliseconds: number): string {
  if (milliseconds < 60_000) return formatElapsed(milliseconds);
  const seconds = Math.round(milliseconds / 1000), two = (count: number) => String(count).padStart(2, "0");
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  const clock = hours === 0 ? `${minutes}` : `${hours % 24}:${two(minutes % 60)}`;
  return `${days > 0 ? `${days} d ` : ""}${clock}:${two(seconds % 60)}`;
}
