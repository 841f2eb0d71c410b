import { storedFolder } from "../../tracking/artifact_uri.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { type Json, some } from "./answers.ts";
import { safeArtifactPath } from "./safe_path.ts";

/** What is in a folder below an address; paths are told from there. */
export async function artifactList(store: Tracking, uri: string, folder: string): Promise<Json> {
  const below = folder === "" ? "" : safeArtifactPath(folder);
  const root = storedFolder(uri);
  if (root === undefined) return { root_uri: uri };
  const entries = await store.files.list([root, below].filter((part) => part !== "").join("/"));
  const files = entries.map(({ name, isFolder, size }) => ({
    path: below === "" ? name : `${below}/${name}`,
    is_dir: isFolder,
    file_size: isFolder ? undefined : size,
  }));
  return { root_uri: uri, files: some(files) };
}
