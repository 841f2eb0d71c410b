import { formatChange, formatCount, formatQuantity } from "../lib/format.ts";
import { FEWEST_TRIPS } from "../pipeline/models/pair_history.ts";
import { markdownTable } from "./markdown_table.ts";
import type { FeatureFacts, ModelFacts } from "./model_facts.ts";

/** Each feature with what it is made of and what it does to a prediction. */
export function featureLines(facts: ModelFacts): string {
  const { features, baseline } = facts;
  if (features.length === 0) return `Nothing: it always answers ${formatQuantity(baseline, "min")}.`;
  return [
    `Minutes = the average trip's ${formatQuantity(baseline, "min")}, more or less for each of:`,
    markdownTable([
      ["feature", "of a request", "adds"],
      ...features.map((feature) => [`\`${feature.name}\``, sourceOf(feature, facts), effectOf(feature)]),
    ]),
    "`POST /predict?explain=true` tells what each of them added to one prediction.",
  ].join("\n\n");
}

/** How it answers what training never had. */
export function unseenSentences({ kind, reference_baseline, pairs }: ModelFacts): string {
  const seen = pairs === null
    ? ""
    : `Training saw ${formatCount(pairs.seen)} pairs of zones, ${
      formatCount(pairs.with_history)
    } of them with ${FEWEST_TRIPS} trips or more. `;
  if (kind === "mean") return `${seen}It answers all pairs the same, so that none is missing.`;
  const answer = reference_baseline
    ? "Any other pair has no effect: it is answered by its miles and the mean of all pairs."
    : "Any other pair is answered by its two zones and the way between them, and a zone without trips by the way alone. " +
      "A pair with few trips is drawn towards that too.";
  return `${seen}${answer} Such an answer is flagged: \`unseen\` names the pair, and the zone that was never seen.`;
}

function sourceOf({ type, name }: FeatureFacts, { pairs, mean_distance }: ModelFacts): string {
  switch (type) {
    case "pair":
      return `both zones in their order${pairs ? `; ${formatCount(pairs.seen)} pairs` : ""}`;
    case "zone":
      return name === "PULocationID" ? "the zone where it begins" : "the zone where it ends";
    case "distance":
      return `miles; ${formatQuantity(mean_distance, "miles")} where they are not told`;
    case "imputed_distance":
      return "miles; those typical of the pair where they are 0 or not told";
    case "distance_missing":
      return "1 where the miles are 0 or not told, else 0";
    case "pair_distance":
      return "miles typical of the pair, whatever is told";
  }
}

function effectOf({ type, slope, effects }: FeatureFacts): string {
  if (slope !== undefined) {
    return `${formatChange(slope, "min")} ${type === "distance_missing" ? "where it is 1" : "for each mile"}`;
  }
  return effects ? `${formatChange(effects[0], "min")} to ${formatChange(effects[1], "min")}` : "";
}
