import type { Artifact } from "../../../../tracking/artifacts.ts";

/** A folder of a run's files. */
export interface ArtifactFolder {
  /** Without the folders that it is in; empty for the root. */
  readonly name: string;
  /** Files in it and in its folders. */
  readonly files: number;
  /** Bytes of these. */
  readonly size: number;
  /** Folders in it, by name. */
  readonly folders: readonly ArtifactFolder[];
  /** Files in it, by name. */
  readonly artifacts: readonly (Artifact & { readonly name: string })[];
}

/** Files as the tree of their folders. */
export function artifactTree(artifacts: readonly Artifact[]): ArtifactFolder {
  return folderOf("", artifacts, 0);
}

/** @param at letters of a path up to what is in the folder */
function folderOf(name: string, artifacts: readonly Artifact[], at: number): ArtifactFolder {
  const inFolder = (artifact: Artifact) => {
    const end = artifact.path.indexOf("/", at);
    return end < 0 ? undefined : artifact.path.slice(at, end);
  };
  const byFolder = Map.groupBy(artifacts, inFolder);
  const here = byFolder.get(undefined) ?? [];
  byFolder.delete(undefined);
  return {
    name,
    files: artifacts.length,
    size: artifacts.reduce((total, { size }) => total + size, 0),
    folders: [...byFolder].map(([folder, inside]) => folderOf(folder!, inside, at + folder!.length + 1)),
    artifacts: here.map((artifact) => ({ ...artifact, name: artifact.path.slice(at) })),
  };
}
