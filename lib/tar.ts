import { createTarDecoder, createTarPacker, type TarPackController } from "modern-tar";
import { TaxiError } from "./errors.ts";

/** A file that goes into an archive. */
export interface TarFile {
  /** Relative, with `/` between folders; of any length and alphabet. */
  readonly path: string;
  /** Bytes that its content has. */
  readonly size: number;
  /** The content; asked for when its turn comes. */
  readonly content: () => Promise<ReadableStream<Uint8Array>> | ReadableStream<Uint8Array>;
}

/** A file as an archive has it. */
export interface TarEntry {
  /** As the archive says: nobody has looked whether it is a safe one. */
  readonly path: string;
  /** Bytes that its content has. */
  readonly size: number;
  /** The content, to be read before the next entry is asked for; what is not read then is passed over. */
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * An archive of these files, one after the other, as `tar` reads it. It is made while it is read, so that memory does not grow
 * with it; reading it throws what `files` or a content throws, and TaxiError `changed` when a content has another size.
 */
export function packTar(files: AsyncIterable<TarFile> | Iterable<TarFile>): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  void addFiles(controller, files).catch((error) => controller.error(error));
  return readable;
}

async function addFiles(
  archive: TarPackController,
  files: AsyncIterable<TarFile> | Iterable<TarFile>,
): Promise<void> {
  for await (const { path, size, content } of files) {
    const body = await content();
    let left = size;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        left -= part.length;
        if (left < 0) throw changed(path, size);
        controller.enqueue(part);
      },
      flush() {
        if (left > 0) throw changed(path, size);
      },
    });
    await body.pipeThrough(counted).pipeTo(archive.add({ name: path, size, mode: 0o600 }));
  }
  archive.finalize();
}

function changed(path: string, size: number): TaxiError {
  return new TaxiError(`Cannot archive "${path}": it changed meanwhile, expected ${size} bytes`, {
    code: "changed",
  });
}

/**
 * The files of an archive, one after the other; folders are passed over. Memory does not grow with them.
 *
 * @param name of the archive, for the sentence about a damaged one
 * @throws TaxiError `damaged` when it is cut off, is no archive, or has what is neither file nor folder; a content that is cut off
 * throws so when it is read
 */
export async function* readTar(archive: ReadableStream<Uint8Array>, name: string): AsyncGenerator<TarEntry> {
  const entries = archive.pipeThrough(createTarDecoder({ strict: true })).getReader();
  try {
    while (true) {
      const { value: entry } = await entries.read().catch((error) => Promise.reject(damaged(name, error)));
      if (entry === undefined) return;
      const { name: path, size, type } = entry.header;
      const body = entry.body.getReader();
      if (type === "file") yield { path, size, content: contentOf(body, name) };
      else if (type !== "directory") throw damaged(name, new Error(`"${path}" is a ${type}`));
      await body.cancel();
    }
  } finally {
    await entries.cancel().catch(() => {}); // whoever reads has heard of what broke it
  }
}

function contentOf(
  body: ReadableStreamDefaultReader<Uint8Array>,
  name: string,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value } = await body.read().catch((error) => Promise.reject(damaged(name, error)));
      if (value === undefined) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => body.cancel(reason),
  });
}

function damaged(name: string, cause: unknown): TaxiError {
  if (cause instanceof TaxiError) return cause; // of where the bytes come from
  const found = cause instanceof Error ? cause.message.replace(/\.$/, "") : "it cannot be read";
  return new TaxiError(
    `Cannot read "${name}": ${found[0].toLowerCase()}${found.slice(1)}, expected a whole tar archive`,
    {
      code: "damaged",
      cause,
    },
  );
}
