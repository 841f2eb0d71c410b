import { TaxiError } from "../lib/errors.ts";
import { runCommand } from "./run_command.ts";

/**
 * Installs Debian packages, where that is allowed: only in CI or when `TAXI_TEST_SETUP=1` asks for it, because a test run
 * must not change a developer's machine; and only as root, or where sudo asks for no password, as on GitHub's runners.
 *
 * @returns whether they are installed now
 */
export async function installDebianPackages(names: readonly string[]): Promise<boolean> {
  const allowed = Deno.env.get("CI") === "true" || Deno.env.get("TAXI_TEST_SETUP") === "1";
  if (!allowed || Deno.build.os !== "linux") return false;
  const [program, ...before] = Deno.uid() === 0 ? ["apt-get"] : ["sudo", "--non-interactive", "apt-get"];
  try {
    await runCommand(program, [...before, "update"]);
    await runCommand(program, [...before, "install", "--yes", "--no-install-recommends", ...names]);
  } catch (error) {
    if (!(error instanceof TaxiError)) throw error;
    return false; // no apt-get, or no network: the caller says what is skipped
  }
  return true;
}
