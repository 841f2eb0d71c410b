import { shellWord } from "../../../../lib/shell_word.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";
import type { Markup } from "../components/markup.ts";
import { runsHref, type RunsQuery } from "./runs_query.ts";

/** What is said in place of a table without rows, with what to type to fill it. */
export function NoRuns({ experiment, query, origin }: {
  readonly experiment: Pick<Experiment, "experimentId" | "name" | "deletedAt">;
  readonly query: RunsQuery;
  readonly origin: string;
}): Markup {
  const { experimentId, name } = experiment;
  if (query.filter !== "" || query.page > 1) {
    return (
      <p>
        No run of this experiment is like that.{" "}
        <a href={runsHref(experimentId, query, { filter: "" })}>All {query.view} runs</a>
      </p>
    );
  }
  if (experiment.deletedAt !== null && query.view === "active") return <p>No run of it is active.</p>;
  if (query.view === "deleted") return <p>No run of this experiment is deleted.</p>;
  return (
    <>
      <p>No run yet. From Python:</p>
      <pre data-copy="Copy the lines for Python">
        <code>{pythonLines(origin, name)}</code>
      </pre>
      <p>With taxi's own training:</p>
      <pre data-copy="Copy the command">
        <code>{`taxi train --train 2024-01..2024-02 --test 2024-03 --experiment ${shellWord(name)}`}</code>
      </pre>
    </>
  );
}

function pythonLines(origin: string, name: string): string {
  return `import mlflow
mlflow.set_tracking_uri(${JSON.stringify(origin)})
mlflow.set_experiment(${JSON.stringify(name)})
with mlflow.start_run():
    mlflow.log_param("depth", 5)
    mlflow.log_metric("mae", 3.2)`;
}
