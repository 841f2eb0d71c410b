import { TaxiError } from "../../lib/errors.ts";
import { checkSha256 } from "../../lib/hash.ts";
import { readTar } from "../../lib/tar.ts";
import { type BackedUpFile, decodeManifest, MANIFEST, type Manifest } from "./manifest.ts";

/** A file of a backup. */
export interface BackupEntry extends BackedUpFile {
  /** Fails at its end when these are not the bytes that were backed up. */
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * Gives every file of a backup to `keep`, which must read it to its end, as long as all is what the manifest says.
 *
 * @param progress is told how far the work is, 0..1 of its bytes
 * @throws TaxiError `damaged` when something is missing, twice there, cut off or not what was backed up; as
 * {@linkcode decodeManifest} for a file that is no backup
 */
export async function readBackup(
  path: string,
  keep: (entry: BackupEntry) => Promise<void>,
  progress?: (part: number) => void,
): Promise<Manifest> {
  const damaged = (found: string) =>
    new TaxiError(`Cannot restore "${path}": ${found}, expected what its manifest says`, { code: "damaged" });
  let manifest: Manifest | undefined;
  const awaited = new Map<string, BackedUpFile>();
  const file = await Deno.open(path);
  const { size: total } = await file.stat();
  let done = 0;
  for await (const { path: name, size, content } of readTar(file.readable, path)) {
    if (manifest === undefined) {
      manifest = decodeManifest(name === MANIFEST ? await bytesOf(content) : new Uint8Array(), path);
      for (const entry of manifest.files) awaited.set(entry.path, entry);
      continue;
    }
    const entry = awaited.get(name);
    if (entry === undefined) throw damaged(`"${name}" is in it`);
    if (entry.size !== size) throw damaged(`"${name}" has ${size} bytes`);
    awaited.delete(name);
    const check = checkSha256(entry.sha256, (found) => damaged(`"${name}" has sha256 ${found}`));
    await keep({ ...entry, content: content.pipeThrough(check) });
    progress?.((done += size) / total);
  }
  if (manifest === undefined) decodeManifest(new Uint8Array(), path);
  for (const name of awaited.keys()) throw damaged(`"${name}" is missing`);
  return manifest!;
}

async function bytesOf(content: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return await new Response(content as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}
