import { createHash } from "node:crypto";
import { TaxiError } from "../../lib/errors.ts";
import type { Blob } from "../blob_store.ts";

/** What tells one archive from every other: a hash of the paths, sizes and hashes of its files in their order. */
export interface ArchiveDigest {
  /** Takes the next file. */
  add(path: string, blob: Blob): void;
  /** How many files there were. */
  readonly files: number;
  /** Of the files so far, 64 hex digits. */
  sha256(): string;
}

/** An {@linkcode ArchiveDigest} of no file yet. */
export function archiveDigest(): ArchiveDigest {
  const hash = createHash("sha256");
  let files = 0;
  return {
    add(path, { size, sha256 }) {
      files++;
      hash.update(`${JSON.stringify(path)} ${size} ${sha256}\n`);
    },
    get files() {
      return files;
    },
    sha256: () => hash.copy().digest("hex"),
  };
}

/** Passes bytes on; at their end calls `done` with what they were. */
export function hashing(done: (blob: Blob) => void): TransformStream<Uint8Array, Uint8Array> {
  const hash = createHash("sha256");
  let size = 0;
  return new TransformStream({
    transform(part, controller) {
      hash.update(part);
      size += part.length;
      controller.enqueue(part);
    },
    flush: () => done({ sha256: hash.digest("hex"), size }),
  });
}

/** Passes bytes on, and fails at their end when they were others. @param what the file, for the sentence */
export function checking(what: string, { sha256 }: Blob): TransformStream<Uint8Array, Uint8Array> {
  return hashing((found) => {
    if (found.sha256 === sha256) return;
    throw new TaxiError(`Cannot read ${what}: its sha256 is ${found.sha256}, expected ${sha256}`, {
      code: "damaged",
    });
  });
}
