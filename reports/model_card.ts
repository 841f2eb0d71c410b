import { formatCount, formatDateTime, formatNumber, formatQuantity } from "../lib/format.ts";
import type { Segment } from "../pipeline/monitoring/monitoring_result.ts";
import { span } from "../pipeline/trips/month.ts";
import { featureLines, unseenSentences } from "./card_features.ts";
import { intervalSentences } from "./card_intervals.ts";
import { markdownTable } from "./markdown_table.ts";
import type { DatasetFacts, ModelFacts } from "./model_facts.ts";

/**
 * The model card of Mitchell and others (FAT* 2019), as Markdown: what the model is for, what it was made of, how well it
 * does, how sure it is and where it ends.
 */
export function modelCard(facts: ModelFacts): string {
  const sections = [
    ["", about(facts)],
    ["## Made of", madeOf(facts)],
    ["## How well it does", performance(facts)],
    ["## How sure it is", intervalSentences(facts)],
    ["## What it looks at", featureLines(facts)],
    ["## What it never saw", unseenSentences(facts)],
    ["## Limits", limits(facts)],
  ];
  return sections.map(([title, text]) => title === "" ? text : `${title}\n\n${text}`).join("\n\n") + "\n";
}

function about(facts: ModelFacts): string {
  const { name, version, kind, reference_baseline, created, taxi_version, sha256 } = facts;
  const what = reference_baseline ? "linear, the field's classic baseline" : kind;
  return [
    `# ${version === null ? name : `${name} version ${version}`}`,
    "Predicts how many minutes a taxi ride in New York takes, before it begins: for whoever waits for it, plans with it " +
    "or shows it to others. It is no ground for fares, for judging drivers, or for anything where a wrong minute harms.",
    markdownTable([
      ["", ""],
      ["kind", what],
      ["made", `${formatDateTime(created.replace(/:\d\d\.\d+Z$/, "Z"))} by taxi ${taxi_version}`],
      ["SHA-256", `\`${sha256}\``],
    ]),
  ].join("\n\n");
}

function madeOf({ data: { train, test } }: ModelFacts): string {
  const row = (use: string, { taxi, months, trips, sources, sha256 }: DatasetFacts) => [
    use,
    `${taxi} ${span(months)}`,
    trips === null ? "not told" : formatCount(trips),
    sources.length > 2 ? `${sources[0]} and ${sources.length - 1} more` : sources.join(", "),
    `\`${sha256.slice(0, 12)}\``,
  ];
  return [
    markdownTable([
      ["for", "months", "trips", "source", "SHA-256"],
      row("training", train),
      row("test", test),
    ]),
    "Trips of more than 0 and at most 60 minutes; the manifests of the months tell every rule and what it rejected. " +
    "Nothing but the interval was made of the test months.",
  ].join("\n\n");
}

function performance({ metrics, months, hours, data }: ModelFacts): string {
  if (metrics === undefined) return "The model file does not tell.";
  const minutes = (value: number) => formatQuantity(value, "min");
  const rows = months.length > 1
    ? months.map(({ month, rows, mae, rmse, r2 }) =>
      [month, formatCount(rows), mae, rmse, r2 ?? NaN] as const
    )
    : [];
  return [
    `On the trips of ${span(data.test.months)}, from which it learnt nothing:`,
    markdownTable([
      ["months", "trips", "mean absolute error", "RMSE", "R2"],
      ...[
        ...rows,
        [span(data.test.months), formatCount(metrics.rows), metrics.mae, metrics.rmse, metrics.r2] as const,
      ]
        .map((
          [month, trips, mae, rmse, r2],
        ) => [month, trips, minutes(mae), minutes(rmse), formatNumber(r2)]),
    ]),
    `On average its predictions are ${minutes(Math.abs(metrics.me))} too ${
      metrics.me < 0 ? "short" : "long"
    }; the worst was ${minutes(metrics.max_error)} off.${hourSentence(hours)}`,
  ].join("\n\n");
}

/** The hours in which it does best and worst, of those with enough trips to tell. */
function hourSentence(hours: readonly Segment[]): string {
  const told = hours.filter(({ rows }) => rows >= 100).toSorted((a, b) => a.mae - b.mae);
  if (told.length < 2) return "";
  const [best, worst] = [told[0], told.at(-1)!];
  return ` By the hour of the pick-up the mean absolute error is least at ${best.label}:00 (${
    formatQuantity(best.mae, "min")
  }) and greatest at ${worst.label}:00 (${formatQuantity(worst.mae, "min")}).`;
}

function limits({ bounds, features, data, kind }: ModelFacts): string {
  const items = [
    "The time of the pick-up is not looked at: rush hour and night are the same to it.",
    ...(kind === "mean" ? ["Neither are zones nor miles: every trip gets the same answer."] : []),
    ...(features.some(({ name }) => name === "trip_distance")
      ? [
        "It learnt from the taximeter's miles, known after the ride. Miles that are guessed before it make it worse.",
      ]
      : []),
    ...(kind === "mean" ? [] : [boundsSentence(bounds)]),
    `It knows ${data.train.taxi} taxis. Other cars go elsewhere and are paid for otherwise.`,
    "Cities change. `taxi monitor` compares what it is asked with the test months; train it again when that alerts.",
    ...(data.train.sources.includes("synthetic")
      ? ["**It learnt from an invented city.** Nothing that it says is about New York."]
      : []),
  ];
  return items.map((item) => `- ${item}`).join("\n");
}

function boundsSentence(bounds: ModelFacts["bounds"]): string {
  if (bounds === null) return "Nothing bounds its answers: an absurd distance gets an absurd duration.";
  const [shortest, longest] = bounds.map((minutes) => formatQuantity(minutes, "min"));
  return `No answer is shorter than ${shortest} or longer than ${longest}, the durations that training saw.`;
}
