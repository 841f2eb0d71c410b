/**
 * What the file system knows of a path, undefined when nothing is there.
 *
 * @throws Error when it may not be looked at, or the disk fails: that is no answer to whether it is there
 */
export async function statFile(path: string): Promise<Deno.FileInfo | undefined> {
  return await Deno.stat(path).catch(undefinedWhenAbsent);
}

/** {@linkcode statFile} without waiting, for what is found out once at the start. */
export function statFileSync(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    return undefinedWhenAbsent(error);
  }
}

function undefinedWhenAbsent(error: unknown): undefined {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
  throw error;
}
