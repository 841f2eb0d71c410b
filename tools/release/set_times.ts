import { join } from "node:path";

/**
 * Gives a folder and all below it one time, so that what is made of them does not depend on when they were written.
 *
 * @param time seconds since 1970
 */
export async function setTimes(folder: string, time: number): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await setTimes(path, time);
    else await Deno.utime(path, time, time);
  }
  await Deno.utime(folder, time, time);
}
