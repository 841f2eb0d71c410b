import type { FittedFeatures } from "../features/fitted_features.ts";
import { ZONE_CODES } from "../features/zone_distance.ts";
import type { LinearTerm } from "../models/linear_model.ts";
import type { GroupedMoments } from "./grouped_moments.ts";

/** The terms, each with what it adds to the average training trip, so that a prediction can be told by its difference from that. */
export function centreTerms(
  terms: readonly LinearTerm[],
  { pairs }: Pick<FittedFeatures, "pairs">,
  moments: GroupedMoments,
): LinearTerm[] {
  const { count, mean } = moments;
  const width = moments.numeric + 1;
  const average = (minutes: (pair: number) => number) => {
    let sum = 0, trips = 0;
    for (let pair = 0; pair < count.length; pair++) {
      trips += count[pair];
      sum += count[pair] * minutes(pair);
    }
    return trips > 0 ? sum / trips : 0;
  };
  let numeric = 0;
  return terms.map((term) => {
    if (term.kind === "numeric") {
      const column = numeric++;
      return { ...term, centre: term.slope * average((pair) => mean[pair * width + column]) };
    }
    const { effects, name } = term;
    return { ...term, centre: average((pair) => effects[levelOf(name, pairs[pair], pair)]) };
  });
}

/** The level of a categorical column that the trips of a pair have. */
function levelOf(name: string, key: number, pair: number): number {
  if (name === "PU_DO") return pair;
  return name === "PULocationID" ? Math.floor(key / ZONE_CODES) : key % ZONE_CODES;
}
