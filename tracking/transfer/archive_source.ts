import { TaxiError } from "../../lib/errors.ts";
import type { LoggedPoint } from "../run.ts";
import { checking } from "./archive_digest.ts";
import { type ArchiveEntries, damaged, openEntries } from "./archive_entries.ts";
import {
  type ArchivedFile,
  type ArchiveHead,
  FORMAT,
  FORMAT_VERSION,
  HEAD,
  headSchema,
  MANIFEST,
  manifestSchema,
  modelSchema,
  readPointLine,
  runSchema,
} from "./archive_records.ts";
import type { FileSource, TransferSource } from "./transfer_source.ts";

/** An archive of `taxi experiments export` that is read from its beginning. */
export interface ArchiveSource extends TransferSource {
  /** After all has been read: whether that was all, and nothing else. @throws TaxiError `damaged` */
  verify(): Promise<void>;
}

/** Opens an archive. @throws TaxiError `not_importable` when it is none, or one of a newer `taxi`; `damaged` when it is cut off */
export async function openArchiveSource(path: string): Promise<ArchiveSource> {
  const entries = await openEntries(path);
  try {
    const head = await readHead(entries, path);
    return source(entries, path, head);
  } catch (error) {
    await entries.close();
    throw error;
  }
}

function source(entries: ArchiveEntries, path: string, head: ArchiveHead): ArchiveSource {
  return {
    name: `archive "${path}"`,
    runCount: head.runs,
    notes: [],
    leftOut: [],
    async *experiments() {
      yield head.experiment;
    },
    async *loggedModels() {
      for (let found = await entries.folder("models"); found; found = await entries.folder("models")) {
        const { model, files } = await entries.record(`${found}/model.json`, modelSchema);
        yield { record: model, files: () => readFiles(entries, found!, files) };
        await entries.skip(found);
      }
    },
    async *runs() {
      for (let found = await entries.folder("runs"); found; found = await entries.folder("runs")) {
        const { run, files } = await entries.record(`${found}/run.json`, runSchema);
        yield {
          record: run,
          files: () => readFiles(entries, found!, files),
          points: () => readPoints(entries, found!),
        };
        await entries.skip(found);
      }
    },
    async *registeredModels() {},
    async verify() {
      const { files } = entries.digest, sha256 = entries.digest.sha256();
      const manifest = await entries.record(MANIFEST, manifestSchema);
      const next = await entries.peek();
      if (next !== undefined) throw damaged(path, `"${next.path}" is behind its end`);
      if (manifest.files !== files || manifest.sha256 !== sha256) {
        throw damaged(path, "its files are others than it says");
      }
    },
    [Symbol.asyncDispose]: () => entries.close(),
  };
}

async function readHead(entries: ArchiveEntries, path: string): Promise<ArchiveHead> {
  const first = await entries.peek();
  if (first?.path !== HEAD) {
    throw foreign(path, first === undefined ? "it is empty" : `it begins with "${first.path.slice(0, 100)}"`);
  }
  const head = await entries.json(HEAD) as { format?: unknown; version?: unknown };
  if (head?.format !== FORMAT) throw foreign(path, `its "${HEAD}" says nothing of "${FORMAT}"`);
  if (Number(head.version) > FORMAT_VERSION) {
    throw new TaxiError(
      `Cannot import "${path}": it has form ${head.version}, expected at most ${FORMAT_VERSION}: it was written by a newer taxi`,
      { code: "not_importable" },
    );
  }
  const read = headSchema.safeParse(head);
  if (read.success) return read.data;
  throw damaged(path, `its "${HEAD}" is not as expected`);
}

async function* readFiles(
  entries: ArchiveEntries,
  folder: string,
  files: readonly ArchivedFile[],
): AsyncGenerator<FileSource> {
  for (const { path, updatedAt, ...blob } of files) {
    const name = `${folder}/artifacts/${path}`;
    const entry = await entries.take(name);
    if (entry.size !== blob.size) throw damaged(entries.path, `"${name}" has ${entry.size} bytes`);
    const content = entry.content.pipeThrough(checking(`"${name}" of "${entries.path}"`, blob));
    yield { path, updatedAt, blob, open: () => Promise.resolve(content) };
  }
}

async function* readPoints(entries: ArchiveEntries, folder: string): AsyncGenerator<LoggedPoint[]> {
  for (;;) {
    const next = await entries.peek();
    if (!next?.path.startsWith(`${folder}/metrics/`)) return;
    const lines = (await entries.text(next.path)).split("\n").filter((line) => line !== "");
    try {
      yield lines.map(readPointLine);
    } catch (error) {
      if (error instanceof TaxiError) throw error;
      throw damaged(entries.path, `"${next.path}" has a line that is no point`);
    }
  }
}

function foreign(path: string, found: string): TaxiError {
  return new TaxiError(
    `Cannot import "${path}": ${found}, expected an archive of "taxi experiments export"`,
    { code: "not_importable" },
  );
}
