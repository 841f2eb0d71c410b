import { NotFoundError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertArtifactPath } from "./artifact_path.ts";
import { modelFilesFolder, runArtifactUri, runFilesFolder } from "./artifact_uri.ts";
import type { BlobSource } from "./blob_store.ts";
import type { Files } from "./files.ts";
import type { LoggedModel } from "./logged_model_rows.ts";
import { assertWritable } from "./run_log.ts";
import type { StoreContext } from "./store_context.ts";

/** A file of a run. Its bytes are kept once per home, under their hash. */
export interface Artifact {
  /** Relative, with `/` between folders. */
  readonly path: string;
  /** Hash of the bytes, 64 hex digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes at hand, a file to be copied, or bytes on their way. */
export type ArtifactSource = BlobSource;

/** Artifacts of one store. */
export interface Artifacts {
  /**
   * Keeps the bytes and gives them to the run under `path`, in place of what was there.
   *
   * @throws NotFoundError without such a run
   * @throws UsageError when the path is not a safe relative one, or is a folder of the run
   */
  log(runId: string, path: string, source: ArtifactSource): Promise<Artifact>;
  /** Where files of a logged model are kept. */
  modelFolder(model: Pick<LoggedModel, "modelId" | "experimentId" | "artifactUri">): ModelFolder;
  /** All files of the run by path; none for an unknown run. */
  list(runId: string): Promise<Artifact[]>;
  /** The bytes of a file. @throws NotFoundError without such a file; TaxiError `damaged` when the bytes are no longer what was logged */
  read(runId: string, path: string): Promise<Uint8Array>;
  /** The bytes with this hash, such as those of a model version. @throws as {@linkcode Artifacts.read} */
  readContent(sha256: string): Promise<Uint8Array>;
}

/** The files of a logged model. */
export interface ModelFolder {
  /** Address of the folder, as clients are told it. */
  readonly uri: string;
  /** Keeps a file under a path of the folder. @throws as {@linkcode Artifacts.log} */
  put(path: string, source: ArtifactSource): Promise<void>;
}

/** {@linkcode Artifacts} in the tree of {@linkcode Files}. */
export function storedArtifacts({ sql, blobs }: StoreContext, files: Files): Artifacts {
  return {
    async log(runId, path, source) {
      assertArtifactPath(path);
      await assertWritable(sql, runId);
      const folder = await runFolder(sql, runId);
      const { sha256, size } = await files.put(
        `${folder}/${path}`,
        source,
        (sql) => assertWritable(sql, runId),
      );
      return { path, sha256, size };
    },
    modelFolder({ modelId, experimentId, artifactUri }) {
      const folder = modelFilesFolder(artifactUri, experimentId, modelId);
      return {
        uri: `mlflow-artifacts:/${folder}`,
        put: async (path, source) => void await files.put(`${folder}/${path}`, source),
      };
    },
    async list(runId) {
      const folder = await runFolder(sql, runId);
      if (folder === undefined) return [];
      const found = await files.listBelow(folder);
      return found.map(({ path, sha256, size }) => ({ path: path.slice(folder.length + 1), sha256, size }));
    },
    read: async (runId, path) => await blobs.read((await requireArtifact(sql, runId, path)).sha256),
    readContent: (hash) => blobs.read(hash),
  };
}

/** The folder of a run's artifacts in the tree of files; undefined for an unknown run. */
export async function runFolder(sql: Sql, runId: string): Promise<string | undefined> {
  const run = await sql.one<{ id: number; location: string | null }>(
    `SELECT e.experiment_id AS id, e.artifact_location AS location
     FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id WHERE run_id = ?`,
    runId,
  );
  if (run === undefined) return undefined;
  return runFilesFolder(runArtifactUri(run.id, run.location, runId), run.id, runId);
}

/** An artifact of a run. @throws NotFoundError */
export async function requireArtifact(sql: Sql, runId: string, path: string): Promise<{ sha256: string }> {
  const folder = await runFolder(sql, runId);
  const file = await sql.one<{ sha256: string }>(
    "SELECT sha256 FROM files WHERE path = ?",
    `${folder}/${path}`,
  );
  if (file) return file;
  throw new NotFoundError(`Cannot find artifact "${path}" of run "${runId}"`);
}
