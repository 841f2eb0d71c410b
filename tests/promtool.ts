import { TaxiError } from "../lib/errors.ts";
import { debianProgram } from "../tools/debian_program.ts";
import { runCommand } from "../tools/run_command.ts";

/** Registers a test that needs Prometheus's own checker. Without one it is ignored, and its name says why. */
export function promtoolTest(name: string, test: (promtool: string) => Promise<void>): void {
  const ignore = PROMTOOL === undefined;
  Deno.test({
    name: ignore ? `${name} (SKIPPED: no promtool, put one of Prometheus's releases on PATH)` : name,
    ignore,
    fn: () => test(PROMTOOL!),
  });
}

/** The one on PATH, else Debian's: it judges the same rules as later ones, and building a later one takes minutes. */
const PROMTOOL = await firstThatRuns([
  () => Promise.resolve("promtool"),
  () => debianProgram("prometheus", "usr/bin/promtool"),
]);

async function firstThatRuns(places: readonly (() => Promise<string>)[]): Promise<string | undefined> {
  for (const place of places) {
    try {
      const program = await place();
      await runCommand(program, ["--version"]);
      return program;
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error; // a TaxiError says that it is not to be had there
    }
  }
  return undefined;
}
