/**
 * What the file system knows of a path, undefined when nothing is there.
 *
 * @throws Error when it may not be looked at, or the disk fails: that is no answer to whether it is there
 */
export async function statFile(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
