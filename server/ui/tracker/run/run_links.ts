/** The page of a run. */
export function runPath(runId: string): string {
  return `/runs/${encodeURIComponent(runId)}`;
}

/** The page of one of its metrics. */
export function metricPath(runId: string, key: string): string {
  return `${runPath(runId)}?metric=${encodeURIComponent(key)}`;
}

/** A file of a run, or of a logged model that the run made. */
export interface RunFile {
  /** The run. */
  readonly runId: string;
  /** From the folder of the run's files, or the model's. */
  readonly path: string;
  /** The model, if it is one of a model. */
  readonly modelId?: string;
}

/** Shows a file. */
export function previewPath(file: RunFile): string {
  return `${runPath(file.runId)}/preview?${fileQuery(file)}`;
}

/** A file as a page of its own, which has no power here. */
export function sandboxPath(file: RunFile): string {
  return `${runPath(file.runId)}/page?${fileQuery(file)}`;
}

function fileQuery({ path, modelId }: RunFile): string {
  return `path=${encodeURIComponent(path)}${
    modelId === undefined ? "" : `&model=${encodeURIComponent(modelId)}`
  }`;
}

/** A file's bytes. @param file its path from the root of all files, as `Files` has it */
export function downloadPath(file: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/${file.split("/").map(encodeURIComponent).join("/")}`;
}
