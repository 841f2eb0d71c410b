import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";

/** What one run of the monthly flow found. Errors are minutes. */
export interface HistoryMonth {
  /** `2023-05`. */
  readonly month: string;
  /** The run that found it. */
  readonly flowRunId: string;
  /** Mean absolute error of the model that was champion when the month came; null for the first one. */
  readonly championMae: number | null;
  /** That of the challenger trained for the month; null where none was compared. */
  readonly challengerMae: number | null;
  /** Version that is champion after it. */
  readonly champion: number;
  /** Whether the champion is another one than before. */
  readonly changed: boolean;
  /** `ok`, `warning` or `alert`; null for the first month. */
  readonly verdict: string | null;
  /** Part of the columns that have drifted; null where nothing was judged. */
  readonly driftedShare: number | null;
}

/** The shape of what the monthly flow gives, as far as it is read here; other flows give something else. */
interface MonthlyOutput {
  readonly month?: string;
  readonly champion?: number;
  readonly monitored?: {
    readonly mae: number | null;
    readonly verdict: string;
    readonly driftedShare: number | null;
  } | null;
  readonly compared?: { readonly challengerMae: number; readonly better: boolean } | null;
}

/** The history of a model by month, from completed runs of the monthly flow; the last run of a month counts. */
export function championHistory(runs: readonly FlowRun[]): HistoryMonth[] {
  const months = new Map<string, HistoryMonth>();
  for (const { output, flowRunId, state } of runs.toSorted((a, b) => a.plannedAt - b.plannedAt)) {
    const { month, champion, monitored, compared } = (output ?? {}) as MonthlyOutput;
    if (state !== "completed" || typeof month !== "string" || typeof champion !== "number") continue;
    months.set(month, {
      ...{ month, flowRunId, champion },
      championMae: monitored?.mae ?? null,
      challengerMae: compared?.challengerMae ?? null,
      changed: compared?.better ?? true,
      verdict: monitored?.verdict ?? null,
      driftedShare: monitored?.driftedShare ?? null,
    });
  }
  return [...months.values()].sort((a, b) => a.month < b.month ? -1 : 1);
}
