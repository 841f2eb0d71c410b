// Makes what a release consists of: ./denow task release [--target TRIPLE ...] [--output dist/release]
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TaxiError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import settings from "../../deno.json" with { type: "json" };
import { bundledPackages } from "./bundled_packages.ts";
import { compile } from "./compile.ts";
import { fillFormula, type ReleaseValues, stampInstaller } from "./release_files.ts";
import { fillReleaseFolder, packReleaseFolder } from "./release_archive.ts";
import { ownRepository } from "./own_repository.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say, warn } from "../run_tool.ts";
import { softwareBill } from "./sbom.ts";
import { findTarget, type Target, TARGETS } from "./target.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What to release. */
export interface ReleaseJob {
  /** An empty or missing folder for the assets. */
  readonly output: string;
  /** For which platforms. */
  readonly targets: readonly Target[];
  /** `owner/name` on GitHub, for the installer and the formula; without it the installer asks for it. */
  readonly repository?: string;
  /** Receives a line on what is being done. */
  readonly tell?: (line: string) => void;
}

/**
 * Makes the assets of a release: for each target an archive and its bill of materials; `install.sh`; the Homebrew formula
 * where all its targets are there; and `SHA256SUMS` of all of them.
 *
 * @returns the names of the files in `output`
 * @throws TaxiError when a step fails or `output` holds anything
 */
export async function release(job: ReleaseJob): Promise<string[]> {
  const { output, targets, repository } = job;
  await makeEmptyFolder(output);
  const { version } = settings;
  const time = Number(await runCommand("git", ["log", "-1", "--format=%ct"], { cwd: ROOT }));
  const assets: string[] = [];
  const sums = new Map<string, string>();
  for (const target of targets) {
    job.tell?.(`Making taxi ${version} for ${target.triple} ...`);
    const archive = await releaseFor(target, job, version, time);
    sums.set(target.triple, await sha256OfFile(join(output, archive)));
    assets.push(archive, billName(version, target));
  }
  const values = { repository, version, sums };
  assets.push(await writeInstaller(output, values));
  if (repository !== undefined && sums.size === TARGETS.length) {
    assets.push(await writeFormula(output, values));
  }
  assets.sort();
  const lines = await Promise.all(
    assets.map(async (name) => `${await sha256OfFile(join(output, name))}  ${name}\n`),
  );
  await Deno.writeTextFile(join(output, "SHA256SUMS"), lines.join(""));
  return [...assets, "SHA256SUMS"];
}

/** Makes the archive and the bill of materials of one target. @returns the archive's name */
async function releaseFor(
  target: Target,
  { output, repository, tell }: ReleaseJob,
  version: string,
  time: number,
): Promise<string> {
  const name = `taxi-${version}-${target.triple}`;
  const work = await Deno.makeTempDir({ prefix: "taxi-release-" });
  try {
    const folder = join(work, name);
    await Deno.mkdir(folder, { mode: 0o755 });
    const executable = join(folder, target.executable);
    const entry = join(ROOT, "main.ts");
    const build = await compile({ entry, output: executable, target, repository, tell });
    const packages = await bundledPackages(entry, target);
    const iso = new Date(time * 1000).toISOString();
    const bill = softwareBill(build, packages, iso, await sha256OfFile(executable));
    await Deno.writeTextFile(join(output, billName(version, target)), `${JSON.stringify(bill, null, 2)}\n`);
    await fillReleaseFolder(folder, version, packages);
    const archive = await packReleaseFolder(work, name, target, time);
    await Deno.copyFile(join(work, archive), join(output, archive));
    return archive;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

function billName(version: string, { triple }: Target): string {
  return `taxi-${version}-${triple}.cdx.json`;
}

async function writeInstaller(output: string, values: ReleaseValues): Promise<string> {
  const source = await Deno.readTextFile(join(ROOT, "packaging", "install.sh"));
  await Deno.writeTextFile(join(output, "install.sh"), stampInstaller(source, values), { mode: 0o755 });
  return "install.sh";
}

async function writeFormula(output: string, values: ReleaseValues): Promise<string> {
  const source = await Deno.readTextFile(join(ROOT, "packaging", "taxi.rb"));
  await Deno.writeTextFile(join(output, "taxi.rb"), fillFormula(source, values));
  return "taxi.rb";
}

async function makeEmptyFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    throw new TaxiError(`Cannot release into "${folder}": found "${name}" in it, expected an empty folder`, {
      code: "release",
    });
  }
}

if (import.meta.main) {
  await runTool(async () => {
    const { values } = parseArgs({
      options: {
        target: { type: "string", multiple: true },
        output: { type: "string", default: "dist/release" },
      },
    });
    const output = resolve(values.output);
    const targets = values.target?.map((triple) => findTarget(triple)) ?? TARGETS;
    const files = await release({ output, targets, repository: ownRepository(), tell: warn });
    for (const file of files) {
      const { size } = await Deno.stat(join(output, file));
      say(`${(size / 1e6).toFixed(1).padStart(7)} MB  ${basename(file)}`);
    }
  });
}
