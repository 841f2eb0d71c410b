/**
 * Writes a stream to a file that is not there yet. By hand: `FsFile.writable` does not tell when the last part of a stream finds
 * a full disk, so that a file could be less than what was written to it.
 *
 * @param mode of the file; 0o666 but for what the process's mask takes away, unless told
 * @throws Error of the operating system when the file is there, or the disk is full
 */
export async function writeNewFile(
  path: string,
  content: ReadableStream<Uint8Array>,
  mode?: number,
): Promise<void> {
  using file = await Deno.open(path, {
    write: true,
    createNew: true,
    ...(mode === undefined ? {} : { mode }),
  });
  for await (const part of content) {
    for (let at = 0; at < part.length;) at += await file.write(part.subarray(at));
  }
}
