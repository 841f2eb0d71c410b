import { TaxiError } from "../lib/errors.ts";
import { runCommand } from "./run_command.ts";

/**
 * Installs Debian packages, where that is allowed: only as root, and only in CI or when `TAXI_TEST_SETUP=1` asks for it,
 * because a test run must not change a developer's machine.
 *
 * @returns whether they are installed now
 */
export async function installDebianPackages(names: readonly string[]): Promise<boolean> {
  const allowed = Deno.env.get("CI") === "true" || Deno.env.get("TAXI_TEST_SETUP") === "1";
  if (!allowed || Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    await runCommand("apt-get", ["update"]);
    await runCommand("apt-get", ["install", "--yes", "--no-install-recommends", ...names]);
  } catch (error) {
    if (!(error instanceof TaxiError)) throw error;
    return false; // no apt-get, or no network: the caller says what is skipped
  }
  return true;
}
