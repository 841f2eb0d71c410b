import type { ZodType } from "zod";
import { TaxiError } from "../../lib/errors.ts";
import { readTar, type TarEntry } from "../../lib/tar.ts";
import type { LoggedPoint } from "../run.ts";
import { archiveDigest, checking, hashing } from "./archive_digest.ts";
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

/** A record of a run is small, but for what its data looks like. */
const MOST_RECORD_BYTES = 256 << 20;

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

function source(entries: Entries, path: string, head: ArchiveHead): ArchiveSource {
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

async function readHead(entries: Entries, path: string): Promise<ArchiveHead> {
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
  entries: Entries,
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

async function* readPoints(entries: Entries, folder: string): AsyncGenerator<LoggedPoint[]> {
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

/** The files of an archive, one after the other, each looked at before it is taken. */
interface Entries {
  /** Of the archive. */
  readonly path: string;
  /** Of what has been taken. */
  readonly digest: ReturnType<typeof archiveDigest>;
  /** The next file; undefined at the end. */
  peek(): Promise<TarEntry | undefined>;
  /** The next file, which must be that one. */
  take(path: string): Promise<TarEntry>;
  /** The text of the next file. */
  text(path: string): Promise<string>;
  /** The JSON of the next file. */
  json(path: string): Promise<unknown>;
  /** The JSON of the next file, which must have that form. */
  record<T>(path: string, schema: ZodType<T>): Promise<T>;
  /** The folder `in/ID` that the next file is in; undefined when it is elsewhere. */
  folder(within: string): Promise<string | undefined>;
  /** Passes over what is left of a folder. */
  skip(folder: string): Promise<void>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

async function openEntries(path: string): Promise<Entries> {
  const file = await Deno.open(path);
  const bytes = file.readable.pipeThrough(
    new DecompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>,
  );
  const tar = readTar(bytes, path), digest = archiveDigest();
  let next: Promise<IteratorResult<TarEntry>> | undefined;
  const peek = async () => {
    next ??= tar.next();
    const { value, done } = await next;
    return done ? undefined : value;
  };
  const take = async (expected: string): Promise<TarEntry> => {
    const entry = await peek();
    next = undefined;
    if (entry?.path !== expected) {
      throw damaged(
        path,
        `${entry ? `"${entry.path.slice(0, 200)}"` : "its end"} stands where "${expected}" should`,
      );
    }
    const content = entry.content.pipeThrough(hashing((blob) => digest.add(expected, blob)));
    return { ...entry, content };
  };
  const text = async (expected: string): Promise<string> => {
    const entry = await take(expected);
    if (entry.size > MOST_RECORD_BYTES) throw damaged(path, `"${expected}" has ${entry.size} bytes`);
    return await new Response(entry.content as ReadableStream<Uint8Array<ArrayBuffer>>).text();
  };
  const json = async (expected: string): Promise<unknown> => {
    const content = await text(expected);
    try {
      return JSON.parse(content);
    } catch {
      throw damaged(path, `"${expected}" is no JSON`);
    }
  };
  return {
    path,
    digest,
    ...{ peek, take, text, json },
    async record(expected, schema) {
      const read = schema.safeParse(await json(expected));
      if (read.success) return read.data;
      throw damaged(path, `"${expected}" is not as expected: ${read.error.issues[0]?.path.join(".")}`);
    },
    async folder(within) {
      const entry = await peek();
      return entry &&
        /^(models|runs)\/[^/]+(?=\/)/.exec(entry.path)?.find((found) => found.startsWith(`${within}/`));
    },
    async skip(folder) {
      for (let entry = await peek(); entry?.path.startsWith(`${folder}/`); entry = await peek()) {
        await (await take(entry.path)).content.pipeTo(new WritableStream());
      }
    },
    async close() {
      await tar.return(undefined).catch(() => {});
      await bytes.cancel().catch(() => {});
    },
  };
}

function damaged(path: string, found: string): TaxiError {
  return new TaxiError(`Cannot read "${path}": ${found}, expected a whole archive of an experiment`, {
    code: "damaged",
  });
}

function foreign(path: string, found: string): TaxiError {
  return new TaxiError(
    `Cannot import "${path}": ${found}, expected an archive of "taxi experiments export"`,
    { code: "not_importable" },
  );
}
