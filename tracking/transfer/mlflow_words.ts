import type { LoggedModelStatus } from "../logged_model_rows.ts";
import { type Stage, STAGES } from "../model_rows.ts";
import type { RunStatus } from "../run.ts";
import { CONTEXT_TAG } from "../run_tags.ts";

/** Run states as MLflow's files count them, from 1. */
const RUN_STATUSES: readonly RunStatus[] = ["running", "scheduled", "finished", "failed", "killed"];

/** The state of a run that MLflow writes as a word or as a number; `killed` where nobody knows. */
export function runStatus(text: string | null): RunStatus {
  const word = (text ?? "").toLowerCase();
  return RUN_STATUSES.find((status, i) => status === word || String(i + 1) === word) ?? "killed";
}

const MODEL_STATUSES: readonly LoggedModelStatus[] = ["pending", "ready", "failed"];

/** The state of a logged model that MLflow writes as a number from 1, or as a word. */
export function loggedModelStatus(text: string | null): LoggedModelStatus {
  const word = (text ?? "").toLowerCase();
  return MODEL_STATUSES.find((status, i) => status === word || String(i + 1) === word) ?? "pending";
}

/** The state of a version: `READY`, `PENDING_REGISTRATION`, `FAILED_REGISTRATION`. */
export function versionStatus(text: string | null): LoggedModelStatus {
  return MODEL_STATUSES.find((status) => (text ?? "ready").toLowerCase().startsWith(status)) ?? "ready";
}

/** A stage in whichever letter case. */
export function stageOf(text: string | null): Stage {
  return STAGES.find((stage) => stage.toLowerCase() === (text ?? "none").toLowerCase()) ?? "None";
}

/** Splits the tags of a use of data as a dataset of a run has them. */
export function datasetUse(
  tags: ReadonlyMap<string, string>,
): { context: string; tags?: Record<string, string> } {
  const context = tags.get(CONTEXT_TAG) ?? "";
  const others = [...tags].filter(([key]) => key !== CONTEXT_TAG);
  return { context, ...(others.length === 0 ? {} : { tags: Object.fromEntries(others) }) };
}
