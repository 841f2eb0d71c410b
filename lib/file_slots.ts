import { join } from "node:path";
import { sha256 } from "./hash.ts";
import { sleep } from "./sleep.ts";

const RETRY_MILLISECONDS = 50;

/**
 * Waits until one of `limit` places of a key is free among all processes that use the folder, and takes it. The operating system gives a
 * place back when its process dies, however it dies.
 *
 * @param folder made when it is not there; the lock files stay in it, empty
 * @returns what gives the place back
 * @throws the signal's reason when it is aborted first
 */
export async function takeSlot(
  folder: string,
  key: string,
  limit: number,
  signal: AbortSignal,
): Promise<() => void> {
  await Deno.mkdir(folder, { recursive: true });
  const name = sha256(key).slice(0, 16);
  while (true) {
    signal.throwIfAborted();
    for (let place = 0; place < limit; place++) {
      const file = await Deno.open(join(folder, `slot-${name}-${place}.lock`), { create: true, write: true });
      if (await file.tryLock(true)) return () => file.close();
      file.close();
    }
    await sleep(RETRY_MILLISECONDS);
  }
}
