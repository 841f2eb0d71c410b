import { formatCount } from "../../../../lib/format.ts";
import { shellWord } from "../../../../lib/shell_word.ts";
import { type CommandLine, Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import { ComparedTables } from "./compared_tables.tsx";
import { CurvesTogether } from "./curves_together.tsx";
import { valueText } from "../charts/number_text.ts";
import { cutText } from "../components/cut_text.tsx";
import { runPath } from "../run/run_links.ts";
import { bestRun } from "./best_run.ts";
import { MOST_RUNS } from "./compare_query.ts";
import type { ComparedRow } from "./differences.ts";
import { UnknownRuns } from "./few_runs.tsx";
import { Parallel } from "./parallel_section.tsx";
import type { Comparison } from "./read_comparison.ts";
import { RunsCompared } from "./runs_compared.tsx";
import { Scatter } from "./scatter_section.tsx";

/** What {@linkcode CompareContent} takes. */
export interface CompareContentProps extends Comparison {
  /** Asked ids that nothing has. */
  readonly unknown: readonly string[];
  /** Of the server. */
  readonly origin: string;
}

/** The page of a comparison from its heading on. */
export function CompareContent(props: CompareContentProps): Markup {
  const { runs, rows, query, unknown, origin } = props;
  return (
    <>
      <h1>What differs between {formatCount(runs.length)} runs?</h1>
      <p class="answer">{answer(rows)}</p>
      <Best {...props} />
      <UnknownRuns ids={unknown} />
      {query.tooMany > 0 && (
        <p class="is-warning" role="status">
          ▲ The first {MOST_RUNS} are compared; {formatCount(query.tooMany)} more were asked for.
        </p>
      )}
      <RunsCompared {...props} />
      <ComparedTables {...props} />
      <Scatter {...props} />
      <Parallel {...props} />
      <CurvesTogether {...props} />
      <Commands lines={commandLines(props, origin)} />
    </>
  );
}

function Best({ runs }: Comparison) {
  const best = bestRun(runs);
  if (best === undefined) return null;
  const { runId, name } = runs[best.run];
  return (
    <p class="best">
      By {cutText(best.key, 60)} the best is run {best.run + 1},{" "}
      <a href={runPath(runId)}>{cutText(name, 80)}</a>, with {valueText(best.value)}.
    </p>
  );
}

function answer({ params, metrics, tags }: Comparison["rows"]): string {
  const part = (rows: readonly ComparedRow[], noun: string) =>
    `${formatCount(rows.filter(({ differs }) => differs).length)} of ${formatCount(rows.length)} ${noun}${
      rows.length === 1 ? "" : "s"
    }`;
  return `${part(params, "param")}, ${part(metrics, "metric")} and ${part(tags, "tag")}.`;
}

function commandLines({ runs, experiments }: Comparison, origin: string): CommandLine[] {
  const ids = runs.map(({ runId }) => runId);
  const body = JSON.stringify({
    experiment_ids: [...experiments.keys()].map(String),
    filter: `attributes.run_id IN (${ids.map((id) => `'${id}'`).join(", ")})`,
  });
  return [
    { label: "Command line", text: `taxi runs compare ${ids.map(shellWord).join(" ")}` },
    {
      label: "curl",
      text: `curl -s ${origin}/api/2.0/mlflow/runs/search -H 'content-type: application/json' -d ${
        shellWord(body)
      }`,
    },
  ];
}
