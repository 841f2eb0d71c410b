import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TaxiError } from "../../lib/errors.ts";
import { type Migration, openDatabase, selectAll, selectOne } from "../../lib/sqlite.ts";
import { statFile } from "../../lib/stat_file.ts";
import type { Blob, BlobStore } from "../blob_store.ts";
import { PREDICTION_MIGRATIONS, TRACKING_MIGRATIONS } from "../migrations.ts";

/** Databases of a home, with their schemas. */
export const DATABASES: readonly { readonly name: string; readonly migrations: readonly Migration[] }[] = [
  { name: "tracking.db", migrations: TRACKING_MIGRATIONS },
  { name: "predictions.db", migrations: PREDICTION_MIGRATIONS },
];

/** Copies each database that is there into `folder` as it is at one moment; whoever writes to it is not kept waiting. */
export async function copyDatabases(home: string, folder: string): Promise<string[]> {
  const copies: string[] = [];
  for (const { name, migrations } of DATABASES) {
    if (!await statFile(join(home, name))) continue;
    const copy = join(folder, name), database = openDatabase(join(home, name), migrations);
    try {
      database.prepare("VACUUM INTO ?").run(copy);
    } catch (error) {
      const { message } = error as Error;
      const found = message === "database or disk is full" ? "the disk is full" : message;
      throw new TaxiError(`Cannot copy "${join(home, name)}" to "${folder}": ${found}`, {
        code: "system",
        cause: error,
      });
    } finally {
      database.close();
    }
    copies.push(copy);
  }
  return copies;
}

/** The number of a database's schema. */
export function schemaOf(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  return selectOne<{ user_version: number }>(database, "PRAGMA user_version")!.user_version;
}

/** A content that a database refers to, and how people know it. */
export interface Reference {
  /** Hash of the content, 64 hex digits. */
  readonly sha256: string;
  /** What refers to it, for people. */
  readonly told: string;
}

/** What files and model versions of a database refer to, each content once. */
export function references(path: string): Reference[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return selectAll<Reference>(
    database,
    `SELECT sha256, min(told) AS told FROM (
       SELECT sha256, 'artifact "' || path || '"' AS told FROM files
       UNION ALL
       SELECT sha256, 'model version ' || name || '/' || version FROM model_versions WHERE sha256 IS NOT NULL
     ) GROUP BY sha256`,
  );
}

/**
 * The contents that a tracking database refers to, with their sizes.
 *
 * @throws TaxiError `damaged` when one is not there
 */
export async function referredBlobs(path: string, blobs: BlobStore): Promise<Blob[]> {
  const sizes = new Map<string, number>();
  for await (const { sha256, size } of blobs.list()) sizes.set(sha256, size);
  const found = references(path);
  const missing = found.filter(({ sha256 }) => !sizes.has(sha256));
  if (missing.length === 0) return found.map(({ sha256 }) => ({ sha256, size: sizes.get(sha256)! }));
  const others = missing.length === 1 ? "" : ` and those of ${missing.length - 1} others are`;
  throw new TaxiError(
    `Cannot back up ${missing[0].told}: its bytes${others || " are"} not among the artifacts, expected ${
      missing[0].sha256
    }`,
    { code: "damaged" },
  );
}
