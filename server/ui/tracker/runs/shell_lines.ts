import { shellWord } from "../../../../lib/shell_word.ts";
import type { CommandLine } from "../components/commands.tsx";
import { PAGE_RUNS, type RunsQuery } from "./runs_query.ts";

/**
 * The table of runs as commands.
 *
 * @param origin of the server, such as `http://127.0.0.1:8000`
 */
export function shellLines(
  origin: string,
  experiment: { readonly experimentId: number; readonly name: string },
  query: RunsQuery,
): CommandLine[] {
  const { filter, order, view } = query;
  const body = {
    experiment_ids: [String(experiment.experimentId)],
    ...(filter === "" ? {} : { filter }),
    ...(order === "" ? {} : { order_by: [order] }),
    run_view_type: view === "active" ? "ACTIVE_ONLY" : "DELETED_ONLY",
    max_results: PAGE_RUNS,
  };
  const list = [
    `taxi runs list --experiment ${shellWord(experiment.name)}`,
    ...(filter === "" ? [] : [`--filter ${shellWord(filter)}`]),
    ...(order === "" ? [] : [`--order ${shellWord(order)}`]),
    ...(view === "deleted" ? ["--deleted"] : []),
    `--limit ${PAGE_RUNS}`,
  ].join(" ");
  const curl = `curl ${shellWord(`${origin}/api/2.0/mlflow/runs/search`)} --json ${
    shellWord(JSON.stringify(body))
  }`;
  return [{ label: "Command line", text: list }, { label: "curl", text: curl }];
}
