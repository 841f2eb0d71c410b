// Trains on the synthetic city and holds the metrics against tools/metric_limits.json: ./denow task gate:metrics
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import {
  type GatedMetrics,
  judgeMetrics,
  type MetricLimits,
  verdictSentence,
  verdictTable,
} from "./metric_verdict.ts";
import limits from "./metric_limits.json" with { type: "json" };
import { runCommand } from "./run_command.ts";
import { runTool, say } from "./run_tool.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const [TRAIN, TEST] = ["2023-01..2023-02", "2023-03"];

/** Options of `taxi train` by the name that the limits give the model. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  "reference-baseline": ["--reference-baseline"],
  linear: ["--model", "linear"],
  mean: ["--model", "mean"],
};

/** Trains each model on the same synthetic months, those of one seed, and gives its metrics on the month after them. */
export async function trainModels(rowsPerMonth: number): Promise<Record<string, GatedMetrics>> {
  const home = await Deno.makeTempDir({ prefix: "taxi-metrics-" });
  try {
    const city = ["--source", "synthetic", "--seed", "metric-gate", "--rows", String(rowsPerMonth)];
    await taxi(["ingest", "--months", `${TRAIN},${TEST}`, ...city, "--home", home]);
    const found: Record<string, GatedMetrics> = {};
    for (const [name, options] of Object.entries(MODELS)) {
      const train = ["train", "--train", TRAIN, "--test", TEST, ...options, "--home", home];
      found[name] = JSON.parse(await taxi(train)).metrics;
    }
    return found;
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function taxi(args: readonly string[]): Promise<string> {
  return runCommand(Deno.execPath(), ["run", "-A", "--quiet", "--no-check", MAIN, ...args, "--json"]);
}

/**
 * Says how the metrics are, and adds the table to GitHub's summary of the job where there is one.
 *
 * @param summary path of that summary's file
 * @throws TaxiError with a sentence for each metric that is not as expected
 */
export async function holdMetrics(
  found: Readonly<Record<string, GatedMetrics>>,
  limits: MetricLimits,
  summary?: string,
): Promise<void> {
  const verdicts = judgeMetrics(found, limits);
  const table = verdictTable(verdicts);
  say(table);
  if (summary) {
    const heading = "## Models on the synthetic city";
    await Deno.writeTextFile(summary, `${heading}\n\n${table}\n`, { append: true });
  }
  const faults = verdicts.filter(({ end }) => end !== "as expected").map(verdictSentence);
  if (faults.length > 0) throw new TaxiError(faults.join("\n"), { code: "metric_gate" });
}

if (import.meta.main) {
  await runTool(async () =>
    holdMetrics(await trainModels(limits.rows_per_month), limits, Deno.env.get("GITHUB_STEP_SUMMARY"))
  );
}
