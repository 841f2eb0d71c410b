import { join } from "node:path";
import { withWorkFolder } from "../../lib/atomic_file.ts";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { statFile } from "../../lib/stat_file.ts";
import { systemFault } from "../../lib/system_fault.ts";
import { writeNewFile } from "../../lib/write_new_file.ts";
import type { BlobStore } from "../blob_store.ts";
import { DATABASES, references, schemaOf } from "./copy_databases.ts";
import { BACKED_UP, type Manifest } from "./manifest.ts";
import { type BackupEntry, readBackup } from "./read_backup.ts";
import { ReplacedFiles } from "./replaced_files.ts";
import { assertUnused, endLog } from "./used_databases.ts";

/** What is restored, and how. */
export interface RestoreJob {
  /** The home, which need not be there. */
  readonly home: string;
  /** What keeps the contents of its artifacts. */
  readonly blobs: BlobStore;
  /** Whether files that are there may be replaced; they are kept beside. */
  readonly force?: boolean;
  /** Is told how far the work is, 0..1 of its bytes, of both readings. */
  readonly progress?: (part: number) => void;
}

/** What became of it. */
export interface Restored {
  /** What the backup says of itself. */
  readonly manifest: Manifest;
  /** Where the files are that were replaced; undefined when none were. */
  readonly replaced: string | undefined;
}

/**
 * Puts a backup into a home. It is read twice: first to see that all of it is whole, then to keep it. Contents of artifacts come
 * first, beside those that are there, and databases last, each replaced in one step: whenever the work is stopped, each is the
 * old one or the new one, with all that it refers to, and restoring again completes it.
 *
 * @throws UsageError when the home has such files already and `force` is not set
 * @throws TaxiError `in_use` when a process has a database of the home open; `damaged`, `foreign` when it is no whole backup. Then
 * the home is as it was
 */
export async function restoreBackup(path: string, job: RestoreJob): Promise<Restored> {
  const { home, blobs, force = false, progress = () => {} } = job;
  const there = await filesThere(home);
  if (there.length > 0 && !force) {
    throw new UsageError(
      `Cannot restore into home "${home}": it has ${
        there.join(", ")
      }, expected none; --force keeps them beside`,
    );
  }
  for (const { name } of DATABASES) assertUnused(home, name);
  return await withWorkFolder(home, async (folder) => {
    const staged: string[] = [];
    const manifest = await readBackup(path, async ({ path, content }) => {
      if (!BACKED_UP.includes(path)) return await readToEnd(content);
      await writeNew(join(folder, path), content);
      staged.push(path);
    }, (part) => progress(part / 2));
    if (staged.includes("tracking.db")) assertComplete(path, join(folder, "tracking.db"), manifest);
    for (const { name, migrations } of DATABASES) {
      if (staged.includes(name)) assertKnown(path, join(folder, name), migrations.length);
    }
    const aside = new ReplacedFiles(home);
    await readBackup(path, (entry) => keep(entry, home, blobs, aside), (part) => progress((1 + part) / 2));
    for (const { name } of DATABASES) endLog(home, name); // a server may have been started meanwhile
    for (const name of BACKED_UP.filter((name) => staged.includes(name))) {
      await aside.replace(name, (temporary) => Deno.rename(join(folder, name), temporary));
    }
    return { manifest, replaced: aside.folder };
  });
}

async function filesThere(home: string): Promise<string[]> {
  const found = await Promise.all(
    BACKED_UP.map(async (name) => await statFile(join(home, name)) ? [name] : []),
  );
  return found.flat();
}

/** Everything that the database refers to is in the backup. */
function assertComplete(path: string, database: string, { files }: Manifest): void {
  const kept = new Set(files.map(({ sha256 }) => sha256));
  const missing = references(database).find(({ sha256 }) => !kept.has(sha256));
  if (missing === undefined) return;
  throw new TaxiError(
    `Cannot restore "${path}": the bytes of ${missing.told} are missing, expected all that it names`,
    {
      code: "damaged",
    },
  );
}

function assertKnown(path: string, database: string, known: number): void {
  const found = schemaOf(database);
  if (found <= known) return;
  throw new TaxiError(
    `Cannot restore "${path}": a database in it has schema ${found}, expected at most ${known}: it was made by a newer taxi`,
    { code: "database_version" },
  );
}

async function keep(
  { path, sha256, content }: BackupEntry,
  home: string,
  blobs: BlobStore,
  aside: ReplacedFiles,
): Promise<void> {
  if (path.startsWith("artifacts/")) await blobs.put(content);
  else if (path.startsWith("models/") && !await isSame(join(home, path), sha256)) {
    await aside.replace(path, (temporary) => writeNew(temporary, content));
  } else await readToEnd(content);
}

async function isSame(path: string, sha256: string): Promise<boolean> {
  return await statFile(path) !== undefined && await sha256OfFile(path) === sha256;
}

async function writeNew(path: string, content: ReadableStream<Uint8Array>): Promise<void> {
  try {
    await writeNewFile(path, content, 0o600);
  } catch (error) {
    throw systemFault(error, `Cannot write "${path}"`) ?? error;
  }
}

async function readToEnd(content: ReadableStream<Uint8Array>): Promise<void> {
  await content.pipeTo(new WritableStream());
}
