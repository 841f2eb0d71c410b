import { NotFoundError, TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { assertArtifactPath } from "./artifact_path.ts";
import type { Blob, BlobSource, ByteRange } from "./blob_store.ts";
import type { StoreContext } from "./store_context.ts";

/** A file of the tree. */
export interface StoredFile extends Blob {
  /** From the root of the tree, with `/` between folders. */
  readonly path: string;
  /** When it was written, milliseconds since 1970-01-01 UTC. */
  readonly updatedAt: number;
}

/** A file or folder as its folder lists it. */
export interface FolderEntry {
  /** Without the folders that it is in. */
  readonly name: string;
  /** Whether more is in it. */
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
}

/**
 * The tree of files behind `mlflow-artifacts:` addresses: `<experiment>/<run>/artifacts/...`,
 * `<experiment>/models/<model>/artifacts/...` and whatever else clients put there. A folder is there while a file is in it.
 */
export interface Files {
  /**
   * Keeps the bytes under `path`, in place of what was there. A file that breaks off is not there at all.
   *
   * @param check runs in the transaction that lists the file; what it throws keeps the file out
   * @throws UsageError `invalid_path` when the path is not a safe relative one
   * @throws TaxiError `artifact_conflict` when it is a folder, or a file is where its folder should be
   */
  put(path: string, source: BlobSource, check?: (sql: Sql) => Promise<void>): Promise<StoredFile>;
  /** The file of that path; undefined when it is none. */
  find(path: string): Promise<StoredFile | undefined>;
  /** Whether a file is below that path. */
  isFolder(path: string): Promise<boolean>;
  /** The bytes of a file, or a range of them, as a stream. */
  open(file: Pick<StoredFile, "sha256">, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** What is in a folder, by name; nothing in one that is not there. The root is "". */
  list(folder: string): Promise<FolderEntry[]>;
  /** Every file below a folder, by path. */
  listBelow(folder: string): Promise<StoredFile[]>;
  /** Takes a file, or a folder with all that is in it, out of the tree; does nothing when it is not there. */
  delete(path: string): Promise<void>;
}

/** {@linkcode Files} listed in a database, their bytes kept under their hash. */
export function storedFiles({ sql, blobs, now }: StoreContext): Files {
  return {
    async put(path, source, check) {
      assertArtifactPath(path);
      const { sha256, size } = await blobs.put(source); // bytes first, row last: what is listed is whole
      const updatedAt = now();
      await sql.transaction(async (sql) => {
        await check?.(sql);
        await insertFile(sql, { path, sha256, size, updatedAt });
      });
      return { path, sha256, size, updatedAt };
    },
    find: (path) => sql.one<StoredFile>(`${SELECT} WHERE path = ?`, path),
    isFolder: async (path) =>
      (await sql.one("SELECT 1 FROM files WHERE path > ? AND path < ? LIMIT 1", ...below(path))) !==
        undefined,
    open: ({ sha256 }, range) => blobs.open(sha256, range),
    list: (folder) => list(sql, folder),
    listBelow: (folder) =>
      sql.all<StoredFile>(`${SELECT} WHERE path > ? AND path < ? ORDER BY path`, ...below(folder)),
    delete: (path) => deleteFiles(sql, path),
  };
}

/** Lists a file whose bytes are kept, in place of what was under its path. @throws TaxiError `artifact_conflict` */
export async function insertFile(sql: Sql, { path, sha256, size, updatedAt }: StoredFile): Promise<void> {
  await assertNothingInTheWay(sql, path);
  await sql.run(
    `INSERT INTO files (path, sha256, size, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, updated_at = excluded.updated_at`,
    ...[path, sha256, size, updatedAt],
  );
}

/** Takes a file, or a folder with all that is in it, out of the tree. */
export async function deleteFiles(sql: Sql, path: string): Promise<void> {
  await sql.run("DELETE FROM files WHERE path = ? OR (path > ? AND path < ?)", path, ...below(path));
}

const SELECT = `SELECT path, sha256, size, updated_at AS "updatedAt" FROM files`;
const PAGE = 1000;

/** Between these two is what is in a folder: 0 follows / in every alphabet of bytes. */
function below(folder: string): [string, string] {
  return folder === "" ? ["", "\u{10ffff}"] : [`${folder}/`, `${folder}0`];
}

/** Jumps over what is in folders, so that a folder of many is as quick to list as one of few. */
async function list(sql: Sql, folder: string): Promise<FolderEntry[]> {
  const start = folder === "" ? 0 : folder.length + 1;
  const entries: FolderEntry[] = [];
  let [after, before] = below(folder);
  while (true) {
    const statement = "SELECT path, size FROM files WHERE path > ? AND path < ? ORDER BY path LIMIT ?";
    const rows = await sql.all<{ path: string; size: number }>(statement, after, before, PAGE);
    let next = after;
    for (const { path, size } of rows) {
      if (path < next) continue;
      const [name, ...rest] = path.slice(start).split("/");
      entries.push({ name, isFolder: rest.length > 0, size: rest.length > 0 ? 0 : size });
      next = rest.length > 0 ? `${path.slice(0, start)}${name}0` : path;
    }
    if (rows.length < PAGE) return entries;
    after = next;
  }
}

/** A file cannot lie under another file, nor where a folder is: whoever downloads them could not write both. */
async function assertNothingInTheWay(sql: Sql, path: string): Promise<void> {
  const parts = path.split("/");
  const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
  const clash = await sql.one<{ path: string }>(
    `SELECT path FROM files WHERE path IN ${sql.dialect.textList} OR (path > ? AND path < ?) LIMIT 1`,
    ...[JSON.stringify(folders), ...below(path)],
  );
  if (!clash) return;
  throw new TaxiError(`Cannot log artifact "${path}": "${clash.path}" is in its way`, {
    code: "artifact_conflict",
  });
}

/** The file of that path. @throws NotFoundError about `{ file }` */
export async function requireFile(files: Pick<Files, "find">, path: string): Promise<StoredFile> {
  const file = await files.find(path);
  if (file) return file;
  throw new NotFoundError(`Cannot find artifact "${path}"`, undefined, { file: path });
}
