// Shows one prediction: minutes, interval, typical trips, what drove it.
import { niceScale } from "./scale.js";
import {
  addedFigure,
  counted,
  featureWords,
  figure,
  minuteFigure,
  unseenWords,
  valueWords,
} from "./words.js";

/** An element with a class and children: text or elements. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/**
 * The prediction as elements, and as one sentence to be read aloud.
 *
 * @param prediction body of POST /predict
 * @param asked `pair`: body of GET /pairs, or null; `timeTold`: whether the request told a pick-up time; `zoneName`: the
 *   name of a zone by its id
 */
export function showPrediction(prediction, asked) {
  const { pair } = asked;
  const { predicted_duration: minutes, interval, explanation, unseen = [] } = prediction;
  const flag = unseenWords(unseen), spread = intervalWords(interval), typical = typicalWords(pair);
  const parts = [element("p", "minutes", `${minuteFigure(minutes)} minutes`)];
  if (spread) parts.push(element("p", "spread", spread));
  if (flag) parts.push(element("p", "flag is-warning", element("span", "shape", "\u25B2 "), flag));
  if (interval || pair?.minutes) parts.push(scaleChart(minutes, interval, pair));
  if (typical) parts.push(element("p", "typical quiet", typical));
  if (explanation?.contributions.length > 0) parts.push(drivers(explanation, minutes, asked));
  return { parts, aloud: [`${minuteFigure(minutes)} minutes`, spread, flag].filter(Boolean).join(". ") };
}

function intervalWords(interval) {
  if (!interval) return "";
  const of = Math.round(interval.level * 100);
  return `${of} of 100 such trips take ${minuteFigure(Math.max(0, interval.lower))} to ${
    minuteFigure(interval.upper)
  } minutes`;
}

function typicalWords(pair) {
  if (!pair) return "";
  if (pair.trips === 0) return "No trip between these zones in training";
  if (!pair.minutes) {
    return `${counted(pair.trips, "trip")} between these zones in training, too few to tell what is usual`;
  }
  const { p25, p50, p75 } = pair.minutes;
  const half = `half took ${minuteFigure(p25)} to ${minuteFigure(p75)} minutes, the middle one ${
    minuteFigure(p50)
  }`;
  return `${counted(pair.trips, "trip")} between these zones in training: ${half}`;
}

/** The interval and the pair's typical trips, one above the other on one scale. The words beside it say the same. */
function scaleChart(minutes, interval, pair) {
  const typical = pair?.minutes ?? null;
  const { end, ticks } = niceScale(Math.max(minutes, interval?.upper ?? 0, typical?.p90 ?? 0) * 1.02);
  const chart = element("div", "scale");
  chart.ariaHidden = "true";
  const span = (className, from, to = from) => {
    const bar = element("i", className), clamp = (value) => Math.min(100, Math.max(0, 100 * value / end));
    bar.style.left = `${clamp(from)}%`; // by script: the page's policy lets no style stand in the markup
    bar.style.width = `${clamp(to) - clamp(from)}%`;
    return bar;
  };
  const row = (label, ...bars) =>
    chart.append(element("span", "row-name", label), element("div", "row", ...bars));
  row(
    "This trip",
    ...(interval ? [span("band", interval.lower, interval.upper)] : []),
    span("here", minutes),
  );
  if (typical) {
    const { p10, p25, p50, p75, p90 } = typical;
    const bars = [
      span("reach", p10, p90),
      span("half", p25, p75),
      span("middle", p50),
      span("here", minutes),
    ];
    row("Typical", ...bars);
  }
  const axis = element(
    "div",
    "axis",
    ...ticks.map((tick) => {
      const mark = span("tick", tick);
      mark.append(element("span", "", figure(tick)));
      return mark;
    }),
  );
  chart.append(element("span", "row-name quiet", "minutes"), axis);
  return chart;
}

/** What each feature added to the baseline, the largest first; those that added nothing in one line. */
function drivers({ baseline, contributions }, minutes, { timeTold, zoneName }) {
  const added = contributions.filter((one) => Math.abs(one.minutes) >= 0.005)
    .sort((a, b) => Math.abs(b.minutes) - Math.abs(a.minutes));
  const most = Math.max(...added.map((one) => Math.abs(one.minutes)), 0.005);
  const table = element("table", "drivers");
  table.append(
    element("caption", "", "What drove it"),
    driverRow("base", "Baseline", "the average trip in training", null, baseline.toFixed(2)),
    ...added.map(({ feature, value, minutes }) => {
      const told = valueWords(feature, value, zoneName);
      return driverRow("", featureWords(feature), told, minutes / most, addedFigure(minutes));
    }),
    driverRow("sum", "This trip", "", null, minutes.toFixed(2)),
  );
  const idle = contributions.filter((one) => !added.includes(one)).map(({ feature }) =>
    featureWords(feature)
  );
  return element(
    "section",
    "why",
    table,
    ...(idle.length === 0 ? [] : [element("p", "quiet", `No effect here: ${idle.join(", ").toLowerCase()}`)]),
    ...(timeTold && !contributions.some(({ feature }) => /pickup/i.test(feature))
      ? [element("p", "quiet", "This model does not use the pick-up time")]
      : []),
  );
}

/** @param part of the largest, -1 to 1: negative to the left; null for no bar */
function driverRow(className, name, value, part, text) {
  const head = element("th", "", name);
  head.scope = "row";
  if (value) head.append(" ", element("small", "", value));
  const bar = element("td", "bar");
  if (part !== null) {
    const fill = element("i", part < 0 ? "shorter" : "longer"), length = Math.abs(part) * 50;
    fill.style.width = `${length}%`;
    fill.style.left = `${part < 0 ? 50 - length : 50}%`;
    bar.append(fill);
  }
  return element(
    "tr",
    className,
    head,
    bar,
    element("td", "figure", text, element("span", "unseen", " minutes")),
  );
}

/** Which model answered; where registered models have pages, the way to the page that tells what data made it. */
export function modelLink({ model, model_version: version }, hasPages) {
  if (version === null) return `${model}, a model file`;
  const words = `${model} version ${version}`;
  if (!hasPages) return words;
  const link = element("a", "", words);
  link.href = `/models/${encodeURIComponent(model)}/versions/${version}`;
  return link;
}
