/** By how early a name is said; those of the test data come before those of the training. */
const KNOWN = ["mae", "rmse", "r2", "mape", "accuracy", "f1", "auc", "precision", "recall", "loss"];
const MOST = 6;
/** Where so many have known names, the others do not stand beside them. */
const ENOUGH = 2;
const UNKNOWN = 3 * KNOWN.length;

/** The metrics that answer how a run went: those with a name that everybody knows; else the first by name. */
export function mainMetrics(keys: readonly string[]): string[] {
  const ranked = keys.map((key) => ({ key, rank: rank(key) }))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
  const known = ranked.filter(({ rank }) => rank < UNKNOWN);
  return (known.length < ENOUGH ? ranked : known).slice(0, MOST).map(({ key }) => key);
}

function rank(key: string): number {
  const words = key.toLowerCase().split(/[^a-z0-9]+/);
  const known = KNOWN.findIndex((name) => words.includes(name));
  if (known < 0) return UNKNOWN;
  const share = words.includes("train") || words.includes("training") ? 2 : words.length > 1 ? 1 : 0;
  return share * KNOWN.length + known;
}
