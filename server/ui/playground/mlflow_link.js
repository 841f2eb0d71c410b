/**
 * Where a link of MLflow's clients leads to here: they print addresses such as `http://host/#/experiments/1/runs/3f2a`, of MLflow's
 * own page. Undefined for a hash that is none of them.
 */
export function pathOfMlflowLink(hash) {
  const [, first, id, second, last] =
    /^#\/(experiments|models)\/([^/?#]+)(?:\/([^/?#]+)(?:\/([^/?#]+))?)?/.exec(hash) ?? [];
  if (first === undefined) return undefined;
  if (first === "experiments") return second === "runs" && last ? `/runs/${last}` : `/experiments/${id}`;
  return second === "versions" && last ? `/models/${id}/versions/${last}` : `/models/${id}`;
}
