import type { View } from "../../tracking/search/run_search.ts";
import type { Fields } from "./fields.ts";
import { invalid, wrongType } from "./mlflow_error.ts";

/** The experiment that a request names. @throws MlflowError */
export function experimentId(fields: Fields, name = "experiment_id"): number {
  return parseExperimentId(fields.required(name));
}

/** Reads an experiment's id. @throws MlflowError */
export function parseExperimentId(text: string): number {
  const id = /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
  if (id !== undefined) return id;
  throw invalid(`Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`);
}

/** The run that a request names, by its newer or its older name. @throws MlflowError */
export function runId(fields: Fields): string {
  const id = fields.text("run_id") || fields.text("run_uuid");
  if (!id) throw fields.missing("run_id");
  return id;
}

/** The version that a request names. @throws MlflowError */
export function versionNumber(fields: Fields): number {
  const version = fields.raw("version");
  const text = typeof version === "number" ? String(version) : fields.required("version");
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(`Parameter 'version' must be an integer, got '${text}'.`);
}

const VIEWS = [undefined, "ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
const VIEW = { ACTIVE_ONLY: "active", DELETED_ONLY: "deleted", ALL: "all" } as const;

/** Whether a search is for deleted things. */
export function view(fields: Fields, name: string): View {
  return VIEW[fields.word(name, VIEWS) ?? "ACTIVE_ONLY"];
}

/** A list that must not be empty. @throws MlflowError */
export function requiredList(fields: Fields, name: string): Fields[] {
  const list = fields.list(name);
  if (list.length === 0) throw fields.missing(name);
  return list;
}

/** Milliseconds since 1970, UTC. @throws MlflowError when they are negative or no number of milliseconds */
export function milliseconds(fields: Fields, name: string): number | undefined {
  const value = fields.whole(name);
  if (value !== undefined && !Number.isSafeInteger(value)) throw wrongType(fields.pathOf(name), value);
  return value;
}
