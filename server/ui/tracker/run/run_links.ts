import type { Artifact } from "../../../../tracking/artifacts.ts";

/** The page of a run. */
export function runPath(runId: string): string {
  return `/runs/${encodeURIComponent(runId)}`;
}

/** The page of one of its metrics. */
export function metricPath(runId: string, key: string): string {
  return `${runPath(runId)}?metric=${encodeURIComponent(key)}`;
}

/** Shows a file of a run. */
export function previewPath(runId: string, { path }: Pick<Artifact, "path">): string {
  return `${runPath(runId)}/preview?path=${encodeURIComponent(path)}`;
}

/** A file of a run as a page of its own, which has no power here. */
export function sandboxPath(runId: string, { path }: Pick<Artifact, "path">): string {
  return `${runPath(runId)}/page?path=${encodeURIComponent(path)}`;
}

/** A file's bytes. @param file its path from the root of all files, as `Files` has it */
export function downloadPath(file: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/${file.split("/").map(encodeURIComponent).join("/")}`;
}
