import { shellWord } from "../../../../lib/shell_word.ts";
import type { CommandLine } from "../components/commands.tsx";

/** How to ask for a run elsewhere. @param origin of this server, such as `http://127.0.0.1:8000` */
export function runCommands(runId: string, origin: string): CommandLine[] {
  const url = `${origin}/api/2.0/mlflow/runs/get?run_id=${encodeURIComponent(runId)}`;
  return [
    { label: "Command line", text: `taxi runs show ${shellWord(runId)}` },
    { label: "curl", text: `curl ${shellWord(url)}` },
    { label: "Python", text: `mlflow.get_run(${JSON.stringify(runId)})` },
  ];
}

/** How to ask for every point of a metric elsewhere. */
export function metricCommands(runId: string, key: string, origin: string): CommandLine[] {
  const query = new URLSearchParams({ run_id: runId, metric_key: key });
  return [
    { label: "curl", text: `curl ${shellWord(`${origin}/api/2.0/mlflow/metrics/get-history?${query}`)}` },
    {
      label: "Python",
      text: `mlflow.MlflowClient().get_metric_history(${JSON.stringify(runId)}, ${JSON.stringify(key)})`,
    },
  ];
}
