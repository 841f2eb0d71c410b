import { join } from "node:path";
import { writeAtomically } from "../lib/atomic_file.ts";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { sha256, sha256OfFile } from "../lib/hash.ts";
import { execute, selectAll, selectOne, transaction } from "../lib/sqlite.ts";
import { statFile } from "../lib/stat_file.ts";
import { assertArtifactPath } from "./artifact_path.ts";
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

/** Bytes at hand, or a file to be copied. */
export type ArtifactSource = Uint8Array | { readonly file: string };

/** Artifacts of one store. */
export interface Artifacts {
  /**
   * Keeps the bytes and gives them to the run under `path`, in place of what was there.
   *
   * @throws NotFoundError without such a run
   * @throws UsageError when the path is not a safe relative one, or is a folder of the run
   */
  log(runId: string, path: string, source: ArtifactSource): Promise<Artifact>;
  /** All files of the run by path; none for an unknown run. */
  list(runId: string): Promise<Artifact[]>;
  /** The bytes of a file. @throws NotFoundError without such a file; TaxiError `damaged` when the bytes are no longer what was logged */
  read(runId: string, path: string): Promise<Uint8Array>;
  /** The bytes with this hash, such as those of a model version. @throws as {@linkcode Artifacts.read} */
  readContent(sha256: string): Promise<Uint8Array>;
}

/** {@linkcode Artifacts} as files, listed in SQLite. */
export function sqliteArtifacts(context: StoreContext): Artifacts {
  return {
    log: (runId, path, source) => logArtifact(context, runId, path, source),
    list: (runId) => Promise.try(listArtifacts, context, runId),
    read: async (runId, path) =>
      await readContent(context, (await Promise.try(find, context, runId, path)).sha256),
    readContent: (hash) => readContent(context, hash),
  };
}

/** Bytes first, row last: whenever the process dies, what a run lists is whole. */
async function logArtifact(
  context: StoreContext,
  runId: string,
  path: string,
  source: ArtifactSource,
): Promise<Artifact> {
  assertArtifactPath(path);
  assertWritable(context, runId);
  const stored = await storeContent(context, source);
  transaction(context.database, () => {
    assertWritable(context, runId);
    assertNoFolder(context, runId, path);
    execute(
      context.database,
      `INSERT INTO artifacts VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, size = excluded.size`,
      ...[runId, path, stored.sha256, stored.size],
    );
  });
  return { path, ...stored };
}

async function storeContent(
  context: StoreContext,
  source: ArtifactSource,
): Promise<{ sha256: string; size: number }> {
  const hash = source instanceof Uint8Array ? sha256(source) : await sha256OfFile(source.file);
  const target = contentPath(context, hash);
  const size = source instanceof Uint8Array ? source.length : (await Deno.stat(source.file)).size;
  if ((await statFile(target))?.size !== size) {
    await writeAtomically(target, async (temporary) => {
      if (source instanceof Uint8Array) return await Deno.writeFile(temporary, source);
      await Deno.copyFile(source.file, temporary);
      if (await sha256OfFile(temporary) === hash) return;
      throw new TaxiError(`Cannot log "${source.file}": it was changed while it was read`, {
        code: "file_changed",
      });
    }, context.artifacts); // one work folder, so that the next artifact sweeps what a killed process left there
  }
  return { sha256: hash, size };
}

/** A file cannot lie under another file, nor where a folder is: whoever downloads the run could not write both. */
function assertNoFolder({ database }: StoreContext, runId: string, path: string): void {
  const folders = path.split("/").slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join("/"));
  const clash = selectOne<{ path: string }>(
    database,
    `SELECT path FROM artifacts WHERE run_id = ?1
       AND (path IN (SELECT value FROM json_each(?2)) OR (path > ?3 || '/' AND path < ?3 || '0'))`, // 0 follows /
    ...[runId, JSON.stringify(folders), path],
  );
  if (!clash) return;
  throw new TaxiError(`Cannot log artifact "${path}": run "${runId}" has "${clash.path}" in its way`, {
    code: "artifact_conflict",
  });
}

function listArtifacts({ database }: StoreContext, runId: string): Artifact[] {
  return selectAll(
    database,
    "SELECT path, sha256, size FROM artifacts WHERE run_id = ? ORDER BY path",
    runId,
  );
}

function find(context: StoreContext, runId: string, path: string): Artifact {
  const sql = "SELECT path, sha256, size FROM artifacts WHERE run_id = ? AND path = ?";
  const artifact = selectOne<Artifact>(context.database, sql, runId, path);
  if (!artifact) throw new NotFoundError(`Cannot find artifact "${path}" of run "${runId}"`);
  return artifact;
}

/** The bytes with this hash. @throws NotFoundError without them; TaxiError `damaged` when they have another one */
export async function readContent(
  context: Pick<StoreContext, "artifacts">,
  hash: string,
): Promise<Uint8Array> {
  const path = contentPath(context, hash);
  const bytes = await Deno.readFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new NotFoundError(`Cannot find artifact content "${path}"`);
  });
  const found = sha256(bytes);
  if (found === hash) return bytes;
  throw new TaxiError(`Cannot read "${path}": its sha256 is ${found}, expected that of its name`, {
    code: "damaged",
  });
}

function contentPath({ artifacts }: Pick<StoreContext, "artifacts">, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new NotFoundError(`Cannot find artifact content "${hash}": no sha256`);
  }
  return join(artifacts, hash.slice(0, 2), hash);
}
