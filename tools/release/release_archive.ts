import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPLETIONS } from "../../commands/completion.ts";
import { outlineCommands } from "../../commands/completion/command_outline.ts";
import { createWholeProgram } from "../../main.ts";
import type { BundledPackage } from "./bundled_packages.ts";
import { manPages } from "./man_pages.ts";
import { runCommand } from "../run_command.ts";
import { setTimes } from "./set_times.ts";
import type { Target } from "./target.ts";
import { thirdPartyNotices } from "./third_party_notices.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where each shell looks for the completion of a program, by its own name for the file. */
const COMPLETION_FILES = { bash: "bash/taxi", zsh: "zsh/_taxi", fish: "fish/taxi.fish" } as const;

/**
 * Fills the folder that an archive unpacks to, beside the executable that lies there already: README, licences, change
 * log, the systemd unit, manual pages and completions.
 */
export async function fillReleaseFolder(
  folder: string,
  version: string,
  packages: ReadonlyMap<string, BundledPackage>,
): Promise<void> {
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) {
    await Deno.copyFile(join(ROOT, file), join(folder, file));
  }
  await Deno.copyFile(join(ROOT, "packaging", "taxi.service"), join(folder, "taxi.service"));
  await Deno.writeTextFile(join(folder, "THIRD_PARTY_LICENSES"), thirdPartyNotices(packages));
  const program = await createWholeProgram();
  const outline = outlineCommands(program);
  for (const [shell, script] of Object.entries(COMPLETIONS)) {
    const file = COMPLETION_FILES[shell as keyof typeof COMPLETIONS];
    await write(join(folder, "completions"), file, script(outline));
  }
  for (const { name, text } of manPages(program, version)) {
    await write(join(folder, "man"), `man1/${name}`, text);
  }
}

/**
 * Packs `folder` into an archive beside it, `.zip` for Windows, else `.tar.gz`. The same files and time give the same
 * bytes: names are sorted, owners are nobody's, and every file is of `time`.
 *
 * @param name of the folder inside `parent`
 * @param time seconds since 1970
 * @returns the archive's file name
 */
export async function packReleaseFolder(
  parent: string,
  name: string,
  { os }: Target,
  time: number,
): Promise<string> {
  if (os === "windows") {
    const archive = `${name}.zip`;
    await setTimes(join(parent, name), time);
    const files = (await runCommand("find", [name, "-type", "f"], { cwd: parent })).split("\n").sort();
    await runCommand("zip", ["-X", "-q", archive, ...files], { cwd: parent, env: { TZ: "UTC" } });
    return archive;
  }
  const archive = `${name}.tar.gz`;
  const same = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", `--mtime=@${time}`];
  const gzip = "--use-compress-program=gzip --no-name";
  await runCommand("tar", [...same, gzip, "-cf", archive, name], { cwd: parent });
  return archive;
}

async function write(folder: string, file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await Deno.writeTextFile(path, text);
}
