import { writeAtomically } from "../../lib/atomic_file.ts";
import { TaxiError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { packTar, type TarFile } from "../../lib/tar.ts";
import type { BlobSource } from "../blob_store.ts";
import { archiveDigest, checking } from "./archive_digest.ts";
import { type ArchivedFile, FORMAT, FORMAT_VERSION, HEAD, MANIFEST, pointLine } from "./archive_records.ts";
import type { FileSource, TransferSource } from "./transfer_source.ts";

/** What an archive has. */
export interface ArchiveSummary {
  /** Runs, deleted ones among them. */
  runs: number;
  /** Logged models. */
  loggedModels: number;
  /** Files of runs and models. */
  artifacts: number;
  /** Bytes of the archive. */
  size: number;
}

/**
 * Writes one experiment into one compressed archive, which is there whole or not at all. Memory does not grow with it.
 *
 * @param progress hears how much of the runs is done, 0..1
 * @throws TaxiError `damaged` when an artifact is no longer what was logged; `system` when the disk is full
 */
export async function writeArchive(
  source: TransferSource,
  path: string,
  progress: (part: number) => void = () => {},
): Promise<ArchiveSummary> {
  const summary = { runs: 0, loggedModels: 0, artifacts: 0, size: 0 };
  await writeAtomically(path, async (temporary) => {
    const file = await Deno.open(temporary, { write: true, createNew: true });
    await packTar(archiveFiles(source, summary, progress))
      .pipeThrough(new CompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>)
      .pipeTo(file.writable);
    summary.size = (await Deno.stat(temporary)).size;
  });
  return summary;
}

/** The files of the archive in their order; the last one tells what the others are. */
async function* archiveFiles(
  source: TransferSource,
  summary: ArchiveSummary,
  progress: (part: number) => void,
): AsyncGenerator<TarFile> {
  const digest = archiveDigest();
  const told = (path: string, content: string): TarFile => {
    const bytes = new TextEncoder().encode(content);
    digest.add(path, { sha256: sha256(bytes), size: bytes.length });
    return { path, size: bytes.length, content: () => streamOf(bytes) };
  };
  const blob = (path: string, { blob, open }: FileSource): TarFile => {
    digest.add(path, blob!);
    summary.artifacts++;
    return {
      path,
      size: blob!.size,
      content: async () => streamOf(await open()).pipeThrough(checking(`artifact "${path}"`, blob!)),
    };
  };
  for await (const experiment of source.experiments()) {
    const head = { format: FORMAT, version: FORMAT_VERSION, runs: source.runCount, experiment };
    yield told(HEAD, JSON.stringify(head));
  }
  for await (const { record, files } of source.loggedModels()) {
    const listed = await Array.fromAsync(files());
    yield told(
      `models/${record.modelId}/model.json`,
      JSON.stringify({ model: record, files: listed.map(toArchived) }),
    );
    for (const file of listed) yield blob(`models/${record.modelId}/artifacts/${file.path}`, file);
    summary.loggedModels++;
  }
  for await (const { record, files, points } of source.runs()) {
    const folder = `runs/${record.runId}`;
    const listed = await Array.fromAsync(files());
    yield told(`${folder}/run.json`, JSON.stringify({ run: record, files: listed.map(toArchived) }));
    for (const file of listed) yield blob(`${folder}/artifacts/${file.path}`, file);
    let part = 0;
    for await (const some of points()) {
      const name = `${folder}/metrics/${String(part++).padStart(6, "0")}.jsonl`;
      yield told(name, some.map((point) => `${pointLine(point)}\n`).join(""));
    }
    progress(++summary.runs / source.runCount);
  }
  const { files } = digest;
  yield told(MANIFEST, JSON.stringify({ files, sha256: digest.sha256() }));
}

function toArchived({ path, updatedAt, blob }: FileSource): ArchivedFile {
  if (blob) return { path, updatedAt, ...blob };
  throw new TaxiError(`Cannot archive "${path}": its hash is not known`, { code: "not_archivable" });
}

function streamOf(source: BlobSource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  if (source instanceof Uint8Array) return ReadableStream.from([source]);
  if ("file" in source) throw new TypeError("only what a store keeps is archived");
  return ReadableStream.from(source);
}
