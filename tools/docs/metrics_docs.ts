// Writes docs/reference/metrics.md from the metrics' own declarations: ./denow task docs. With --check it fails where that
// file is not up to date.
import { type MetricDeclaration, METRICS } from "../../server/metrics/metric_declarations.ts";
import { formatMarkdown, markdownTable, writeOrCheckPage } from "./generated_page.ts";
import { runTool } from "../run_tool.ts";

if (import.meta.main) {
  await runTool(async () =>
    await writeOrCheckPage("docs/reference/metrics.md", await metricsPage(Object.values(METRICS)))
  );
}

/** The declarations as a page: a table of all, then the bounds of the histograms. */
function metricsPage(metrics: readonly MetricDeclaration[]): Promise<string> {
  const code = (text: string) => `\`${text}\``;
  const told = metrics.map(({ name, type, labelNames, help }) => [
    code(name),
    type,
    labelNames.map(code).join(", "),
    help,
  ]);
  const bounds = metrics.filter(({ buckets }) => buckets !== undefined)
    .map(({ name, buckets = [] }) => [code(name), buckets.join(", ")]);
  return formatMarkdown(`# Metrics

What \`GET /metrics\` of \`taxi serve\` tells, see [serving](../serving.md#metrics). This page is written by
\`./denow task docs\` from [the declarations](../../server/metrics/metric_declarations.ts).

${markdownTable([["metric", "type", "labels", "tells"], ...told])}

## Buckets

Upper bounds of the histograms, in the unit of the name. The last bucket, \`+Inf\`, holds what is above them.

${markdownTable([["histogram", "upper bounds"], ...bounds])}
`);
}
