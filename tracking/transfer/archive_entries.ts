import type { ZodType } from "zod";
import { TaxiError } from "../../lib/errors.ts";
import { readTar, type TarEntry } from "../../lib/tar.ts";
import { type ArchiveDigest, archiveDigest, hashing } from "./archive_digest.ts";

/** A record of a run is small, but for what its data looks like. */
const MOST_RECORD_BYTES = 256 << 20;

/** The files of an archive, one after the other, each looked at before it is taken. */
export interface ArchiveEntries {
  /** Of the archive. */
  readonly path: string;
  /** Of what has been taken. */
  readonly digest: ArchiveDigest;
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

/** Begins to read an archive. */
export async function openEntries(path: string): Promise<ArchiveEntries> {
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

/** An error about an archive that is not as it was written. */
export function damaged(path: string, found: string): TaxiError {
  return new TaxiError(`Cannot read "${path}": ${found}, expected a whole archive of an experiment`, {
    code: "damaged",
  });
}
