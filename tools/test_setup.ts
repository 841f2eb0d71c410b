import { installDebianPackages } from "./debian_packages.ts";
import { findProgram } from "./find_program.ts";
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

/** Something from Debian's packages that some tests need. */
interface Need {
  readonly packages: readonly string[];
  readonly isThere: () => boolean;
  /** What it is, and what is not tested without it. */
  readonly told: string;
}

const NEEDS: readonly Need[] = [
  {
    packages: ["chromium"],
    isThere: () => findChromium() !== undefined,
    told: "Chromium, at CHROMIUM if that is set: the pages are not tried in a browser",
  },
  {
    packages: BUILDER_PACKAGES,
    isThere: canBuildImages,
    told: "a builder of images, which needs root on Linux: the Dockerfile is not tried",
  },
  ...["zsh", "fish", "ruby"].map((name): Need => ({
    packages: [name],
    isThere: () => findProgram(name) !== undefined,
    told: `${name}: what is written for it is not read by it`,
  })),
];

/** Finds, and where it may installs, what some tests need beside Deno: Debian's programs and Deno's compile runtime. */
export async function setUpTests(root: URL): Promise<TestSetup> {
  const absent = NEEDS.filter(isAbsent);
  if (absent.length > 0) await installDebianPackages(absent.flatMap(({ packages }) => packages));
  const missing = absent.filter(isAbsent).map(({ packages, told }) =>
    `${told}. Install Debian's ${packages.join(", ")}; on Debian TAXI_TEST_SETUP=1 ./denow task test does`
  );
  return { environment: await compileEnvironment(root), missing };
}

function isAbsent({ isThere }: Need): boolean {
  return !isThere();
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
  if (!exists || await canDownloadRuntime()) return undefined;
  return await runCommand(script.pathname, []);
}

/** Whether Deno's compile runtime can be downloaded here. */
export async function canDownloadRuntime(): Promise<boolean> {
  const answer = fetch(RUNTIMES, { method: "HEAD", signal: AbortSignal.timeout(5000) });
  return await answer.then(() => true, () => false);
}
