import type { Activity } from "../../../../tracking/experiment_activity.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";

/**
 * Experiments that have all of the asked words somewhere in their name, tags or description, in letters of either case. The one in
 * which something last happened comes first; to be made is something too.
 */
export function findExperiments(
  experiments: readonly Experiment[],
  activity: ReadonlyMap<number, Activity>,
  asked: string,
): Experiment[] {
  const words = asked.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const lastAt = ({ experimentId, createdAt }: Experiment) => activity.get(experimentId)?.lastAt ?? createdAt;
  return experiments.filter(({ name, tags }) => {
    const text = [name, ...Object.entries(tags).flat()].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  }).sort((a, b) => lastAt(b) - lastAt(a) || b.experimentId - a.experimentId);
}
