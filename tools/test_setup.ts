import { installDebianPackages } from "./debian_packages.ts";
import { BUILDER_PACKAGES, canBuildImages } from "./image/image_builder.ts";
import { runCommand } from "./run_command.ts";
import { findChromium } from "../tests/browser.ts";

/** What the tests get beside the checkout. */
export interface TestSetup {
  /** Environment variables for the tests. */
  readonly environment: Readonly<Record<string, string>>;
  /** What is missing on this machine: which tests are skipped for it, and how to get it. */
  readonly missing: readonly string[];
}

/** Where Deno publishes the runtime that `deno compile` puts a program into. */
const RUNTIMES = "https://dl.deno.land/";

/** A script that prints the path of a compile runtime, on machines that keep one beside the checkout. */
const LOCAL_RUNTIME = "../shared/tools/denort.sh";

/**
 * Finds, and where it may installs, what some tests need beside Deno: a browser, a builder of images and Deno's compile
 * runtime.
 */
export async function setUpTests(root: URL): Promise<TestSetup> {
  const missing: string[] = [];
  if (findChromium() === undefined && !await installDebianPackages(["chromium"])) {
    missing.push(
      "Chromium: the tests in a browser are skipped. Install Debian's package `chromium`, or set CHROMIUM to its path; " +
        "as root on Debian, TAXI_TEST_SETUP=1 ./denow task test installs it",
    );
  }
  if (!await canBuildImages() && !await installDebianPackages(BUILDER_PACKAGES)) {
    missing.push(
      `A builder of images: the Dockerfile is not tried. It needs root on Linux and Debian's packages ` +
        `${
          BUILDER_PACKAGES.join(", ")
        }; as root on Debian, TAXI_TEST_SETUP=1 ./denow task test installs them`,
    );
  }
  return { environment: await compileEnvironment(root), missing };
}

/** The variables that `deno compile` needs on this machine; none where it can download its runtime. */
export async function compileEnvironment(root: URL): Promise<Readonly<Record<string, string>>> {
  const runtime = await localRuntime(root);
  return runtime === undefined ? {} : { DENORT_BIN: runtime };
}

async function localRuntime(root: URL): Promise<string | undefined> {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) return given;
  const script = new URL(LOCAL_RUNTIME, root);
  const exists = await Deno.stat(script).then(() => true, () => false);
  if (!exists || await isReachable(RUNTIMES)) return undefined;
  return await runCommand(script.pathname, []);
}

async function isReachable(url: string): Promise<boolean> {
  const answer = fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5000) });
  return await answer.then(() => true, () => false);
}
