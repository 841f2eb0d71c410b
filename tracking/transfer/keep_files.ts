import { sha256OfFile } from "../../lib/hash.ts";
import type { Sql } from "../../lib/sql.ts";
import { assertArtifactPath } from "../artifact_path.ts";
import type { Blob, BlobSource, BlobStore } from "../blob_store.ts";
import { insertFile, type StoredFile } from "../files.ts";
import type { FileSource } from "./transfer_source.ts";

/**
 * Keeps the bytes of files, which nobody sees before they are listed.
 *
 * @throws UsageError `invalid_path` for a path that leads out of its folder
 */
export async function keepFiles(blobs: BlobStore, files: AsyncIterable<FileSource>): Promise<StoredFile[]> {
  const kept: StoredFile[] = [];
  for await (const { path, updatedAt, open } of files) {
    assertArtifactPath(path);
    kept.push({ ...await blobs.put(await open()), path, updatedAt });
  }
  return kept;
}

/** Lists kept files below a folder in the tree of files. @throws TaxiError `artifact_conflict` */
export async function listFiles(sql: Sql, folder: string, files: readonly StoredFile[]): Promise<void> {
  for (const file of files) await insertFile(sql, { ...file, path: `${folder}/${file.path}` });
}

/** The first of these files that is not in the folder with the same bytes; undefined when all are. */
export async function missingFile(
  sql: Sql,
  folder: string,
  files: AsyncIterable<FileSource>,
): Promise<string | undefined> {
  let missing: string | undefined;
  for await (const file of files) {
    if (missing !== undefined) continue; // whoever reads in turn reads on
    const select = "SELECT sha256, size FROM files WHERE path = ?";
    const found = await sql.one<Blob>(select, `${folder}/${file.path}`);
    const sha256 = found && (file.blob?.sha256 ?? await hashOf(await file.open()));
    if (found === undefined || found.sha256 !== sha256) missing = file.path;
  }
  return missing;
}

async function hashOf(source: BlobSource): Promise<string | undefined> {
  return "file" in source ? await sha256OfFile(source.file) : undefined;
}
