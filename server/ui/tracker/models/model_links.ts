/** The page of a registered model. */
export function modelPath(name: string): string {
  return `/models/${encodeURIComponent(name)}`;
}

/** The page of one of its versions. */
export function versionPath(name: string, version: number): string {
  return `${modelPath(name)}/versions/${version}`;
}

/** What moves the aliases of a model. */
export function aliasesPath(name: string): string {
  return `${modelPath(name)}/aliases`;
}
