import { join } from "node:path";
import { spreadOf } from "./spread.ts";

const TIMES = 100, BYTES = 8192;

/** Median seconds in which the disk of a folder takes some appended bytes for good: what every durable record waits for. */
export function measureFlush(folder: string): number {
  const path = join(folder, "flush"), bytes = new Uint8Array(BYTES);
  using file = Deno.openSync(path, { createNew: true, write: true });
  const seconds = Array.from({ length: TIMES }, () => {
    const begin = performance.now();
    file.writeSync(bytes);
    file.syncSync();
    return (performance.now() - begin) / 1000;
  });
  Deno.removeSync(path);
  return spreadOf(seconds).median;
}
