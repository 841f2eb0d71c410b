import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Values that Evidently 0.7.23 and SciPy computed, kept beside the project where they are at hand. */
const GOLDEN = fileURLToPath(new URL("../../shared/evidently/golden/", import.meta.url));

/** A number as the golden files write it: NaN and infinities are words. */
export type GoldenNumber = number | "NaN" | "Infinity" | "-Infinity";

/**
 * A test against the golden files; skipped, by a name that says so, where they are absent.
 *
 * @param draws whether charts are drawn, which leaves a timer behind
 */
export function goldenTest(
  name: string,
  run: (step: Deno.TestContext) => void | Promise<void>,
  draws = false,
): void {
  const absent = !existsSync(GOLDEN);
  Deno.test({
    name: absent ? `${name} (skipped: no golden files at ${GOLDEN})` : name,
    ignore: absent,
    sanitizeOps: !draws,
    sanitizeResources: !draws,
    fn: run,
  });
}

/** One golden JSON file, such as `stats/ks.num.json`. */
export function readGolden<T>(path: string): T {
  return JSON.parse(readGoldenText(path));
}

/** One golden file as text. */
export function readGoldenText(path: string): string {
  return Deno.readTextFileSync(goldenPath(path));
}

/** Where a golden file is on this machine. */
export function goldenPath(path: string): string {
  return GOLDEN + path;
}

/** The names of the golden report cases. */
export function goldenReports(): string[] {
  return [...Deno.readDirSync(`${GOLDEN}reports`)].map((entry) => entry.name).sort();
}

/** Fails unless `found` is within the relative or the absolute tolerance, 1e-8 and 1e-12 unless told. */
export function assertClose(
  found: number,
  golden: GoldenNumber,
  about: string,
  relative = 1e-8,
  absolute = 1e-12,
): void {
  const expected = Number(golden);
  const close = Object.is(found, expected) ||
    Math.abs(found - expected) <= Math.max(absolute, relative * Math.abs(expected));
  if (!close) throw new Error(`${about}: found ${found}, expected ${expected}`);
}
