import { dirname, join } from "node:path";
import { withWorkFolder, writeAtomically } from "../../lib/atomic_file.ts";
import { NotFoundError, TaxiError } from "../../lib/errors.ts";
import { checkSha256, sha256, sha256OfFile } from "../../lib/hash.ts";
import { statFile } from "../../lib/stat_file.ts";
import { packTar, type TarFile } from "../../lib/tar.ts";
import { writeNewFile } from "../../lib/write_new_file.ts";
import type { BlobStore } from "../blob_store.ts";
import { type BackedUpFile, BACKUP_VERSION, encodeManifest, MANIFEST, type Manifest } from "./manifest.ts";
import { copyDatabases, referredBlobs } from "./copy_databases.ts";

/** What is backed up, and how. */
export interface BackupJob {
  /** The home. */
  readonly home: string;
  /** What keeps the contents of its artifacts. */
  readonly blobs: BlobStore;
  /** Version of this `taxi`. */
  readonly madeBy: string;
  /** Is told how far the work is, 0..1 of its bytes. */
  readonly progress?: (part: number) => void;
}

/** A file of the backup with where to read it. */
interface Source extends BackedUpFile {
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
}

/**
 * Writes one archive with databases, models, tokens and every content that the databases refer to, while others go on writing:
 * each database as it is at one moment. Nobody may discard contents meanwhile. The archive is there whole or not at all.
 *
 * @throws NotFoundError when there is nothing to back up; TaxiError `damaged` when a content is missing or no longer what it was
 */
export async function writeBackup(path: string, job: BackupJob): Promise<Manifest> {
  return await withWorkFolder(dirname(path), async (folder) => {
    const databases = await copyDatabases(job.home, folder);
    const sources = await findSources(job, databases);
    const manifest: Manifest = {
      version: BACKUP_VERSION,
      madeBy: job.madeBy,
      madeAt: new Date().toISOString(),
      files: sources.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    };
    const archive = () => packTar(archived(manifest, sources, job.progress));
    await writeAtomically(path, (temporary) => writeNewFile(temporary, archive(), 0o600)); // hashes of tokens are in it
    return manifest;
  });
}

async function findSources({ home, blobs }: BackupJob, databases: readonly string[]): Promise<Source[]> {
  const small = await Promise.all(["tokens.json", "zones.json"].map((name) => smallFile(home, name)));
  const models = await Array.fromAsync(modelFiles(home));
  const found = [
    ...await Promise.all(databases.map((path) => largeFile(path.split("/").at(-1)!, path))),
    ...small.flat(),
    ...models,
  ];
  if (found.length === 0) {
    throw new NotFoundError(
      `Cannot back up home "${home}": it has neither runs nor predictions, models nor tokens`,
      "taxi train --train 2023-01..2023-02 --test 2023-03",
    );
  }
  const tracking = databases.find((path) => path.endsWith("tracking.db"));
  const referred = tracking === undefined ? [] : await referredBlobs(tracking, blobs);
  return [
    ...found,
    ...referred.map(({ sha256, size }) => ({
      path: `artifacts/${sha256.slice(0, 2)}/${sha256}`,
      size,
      sha256,
      open: () => blobs.open(sha256),
    })),
  ];
}

/** Read at once: whoever replaces it meanwhile does no harm. */
async function smallFile(home: string, name: string): Promise<Source[]> {
  if (!await statFile(join(home, name))) return [];
  const bytes = await Deno.readFile(join(home, name));
  const open = () => Promise.resolve(new Blob([bytes]).stream());
  return [{ path: name, size: bytes.length, sha256: sha256(bytes), open }];
}

async function* modelFiles(home: string): AsyncGenerator<Source> {
  const folder = join(home, "models");
  if (!await statFile(folder)) return;
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && !name.startsWith(".")) yield await largeFile(`models/${name}`, join(folder, name));
  }
}

async function largeFile(path: string, source: string): Promise<Source> {
  const [{ size }, sha256] = await Promise.all([Deno.stat(source), sha256OfFile(source)]);
  return { path, size, sha256, open: async () => (await Deno.open(source)).readable };
}

function* archived(
  manifest: Manifest,
  sources: readonly Source[],
  progress?: (part: number) => void,
): Generator<TarFile> {
  const bytes = encodeManifest(manifest);
  yield { path: MANIFEST, size: bytes.length, content: () => new Blob([bytes]).stream() };
  const total = sources.reduce((sum, { size }) => sum + size, 1);
  let done = 0;
  for (const { path, size, sha256, open } of sources) {
    const changed = (found: string) =>
      new TaxiError(`Cannot back up "${path}": its sha256 is ${found}, expected ${sha256}`, {
        code: "damaged",
      });
    yield { path, size, content: async () => (await open()).pipeThrough(checkSha256(sha256, changed)) };
    progress?.((done += size) / total);
  }
}
