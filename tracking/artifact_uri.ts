const SCHEME = "mlflow-artifacts:/";

/** Address of the artifacts of an experiment: where a client asked to have them, else in this store. */
export function experimentArtifactUri(experimentId: number, location: string | null): string {
  return location ?? `${SCHEME}${experimentId}`;
}

/** Address of the artifacts of a run. @param location where its experiment has artifacts; null: in this store */
export function runArtifactUri(experimentId: number, location: string | null, runId: string): string {
  return `${experimentArtifactUri(experimentId, location)}/${runId}/artifacts`;
}

/** Address of the files of a logged model. @param location as for {@linkcode runArtifactUri} */
export function loggedModelArtifactUri(
  experimentId: number,
  location: string | null,
  modelId: string,
): string {
  return `${experimentArtifactUri(experimentId, location)}/models/${modelId}/artifacts`;
}

/** The folder of this store's files that an address means; undefined when it means something elsewhere. */
export function storedFolder(uri: string): string | undefined {
  const [, folder] = /^mlflow-artifacts:\/(?:\/[^/]*\/)?(.*)$/s.exec(uri) ?? [];
  return folder?.replace(/^\/+|\/+$/g, "");
}

/**
 * The folder of this store's files in which those of a run are. Where a client wants the artifacts of an experiment elsewhere, it
 * puts them there itself; what is logged here stays here.
 *
 * @param uri of the artifacts of the run
 */
export function runFilesFolder(uri: string, experimentId: number, runId: string): string {
  return storedFolder(uri) ?? `${experimentId}/${runId}/artifacts`;
}

/** The folder of this store's files in which those of a logged model are, as {@linkcode runFilesFolder} has that of a run. */
export function modelFilesFolder(uri: string, experimentId: number, modelId: string): string {
  return storedFolder(uri) ?? `${experimentId}/models/${modelId}/artifacts`;
}
