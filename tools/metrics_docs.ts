// Writes docs/reference/metrics.md from the metrics' own declarations: ./denow task docs. With --check it fails where that
// file is not up to date.
import { fileURLToPath } from "node:url";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { TaxiError } from "../lib/errors.ts";
import { type MetricDeclaration, METRICS } from "../server/metrics/metric_declarations.ts";
import { runTool, say } from "./run_tool.ts";

const PATH = "docs/reference/metrics.md";
const PAGE = fileURLToPath(new URL(`../${PATH}`, import.meta.url));

if (import.meta.main) await runTool(writeOrCheck);

async function writeOrCheck(): Promise<void> {
  const page = metricsPage(Object.values(METRICS));
  if (!Deno.args.includes("--check")) {
    await Deno.mkdir(fileURLToPath(new URL(`../${PATH}/..`, import.meta.url)), { recursive: true });
    await writeFileAtomically(PAGE, page);
    return say(`Wrote ${PATH}`);
  }
  if (await Deno.readTextFile(PAGE) === page) return;
  throw new TaxiError(
    `${PATH} differs from the declarations of the metrics, expected the same: run ./denow task docs`,
    { code: "stale_docs" },
  );
}

/** The declarations as a page: a table of all, then the bounds of the histograms. It is formatted as the gate demands. */
export function metricsPage(metrics: readonly MetricDeclaration[]): string {
  const code = (text: string) => `\`${text}\``;
  const told = metrics.map(({ name, type, labelNames, help }) => [
    code(name),
    type,
    labelNames.map(code).join(", "),
    help,
  ]);
  const bounds = metrics.filter(({ buckets }) => buckets !== undefined)
    .map(({ name, buckets = [] }) => [code(name), buckets.join(", ")]);
  return `# Metrics

What \`GET /metrics\` of \`taxi serve\` tells, see [serving](../serving.md#metrics). This page is written by
\`./denow task docs\` from [the declarations](../../server/metrics/metric_declarations.ts).

${table([["metric", "type", "labels", "tells"], ...told])}

## Buckets

Upper bounds of the histograms, in the unit of the name. The last bucket, \`+Inf\`, holds what is above them.

${table([["histogram", "upper bounds"], ...bounds])}
`;
}

/** A Markdown table with columns of equal width. */
function table([heading, ...rows]: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(heading), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
