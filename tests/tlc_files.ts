import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Files as TLC publishes them, kept beside the project where they are at hand. */
const FOLDER = fileURLToPath(new URL("../../shared/tlc/", import.meta.url));

/** Path of one of TLC's files, such as `taxi_zone_lookup.csv`. */
export function tlcFile(name: string): string {
  return FOLDER + name;
}

/**
 * A test against TLC's own files; skipped, by a name that says so, where they are absent.
 *
 * @param checks Deno's leak checks, where they are to be off
 */
export function tlcTest(
  name: string,
  run: () => void | Promise<void>,
  checks: Pick<Deno.TestDefinition, "sanitizeOps" | "sanitizeResources"> = {},
): void {
  const absent = !existsSync(FOLDER);
  Deno.test({
    name: absent ? `${name} (skipped: no TLC files at ${FOLDER})` : name,
    ignore: absent,
    fn: run,
    ...checks,
  });
}
