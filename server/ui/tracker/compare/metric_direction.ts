/** Which way a metric is better. */
export type Direction = "lower" | "higher";

const LOWER = new Set(
  "mae mse rmse rmsle mape smape msle loss error err logloss perplexity ppl wer cer brier ece deviance mad medae latency"
    .split(" "),
);
const HIGHER = new Set(
  "r2 accuracy acc auc auroc roc ap map precision recall f1 fbeta specificity sensitivity score ndcg mrr bleu rouge iou dice kappa mcc gini explained likelihood"
    .split(" "),
);

/**
 * Which way a metric is better as far as its name tells by a word that everybody takes for the same, such as `valid.mae`;
 * undefined where it tells nothing, or two things.
 */
export function metricDirection(key: string): Direction | undefined {
  const words = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  const lower = words.some((word) => LOWER.has(word)), higher = words.some((word) => HIGHER.has(word));
  return lower === higher ? undefined : lower ? "lower" : "higher";
}
