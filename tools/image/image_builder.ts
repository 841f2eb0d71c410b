import { join } from "node:path";
import { cacheFolders } from "../../lib/cache_folder.ts";
import { findProgram } from "../find_program.ts";
import { madeOnce } from "../made_once.ts";
import { type Engine, engineCommand } from "./image_smoke.ts";
import { runCommand } from "../run_command.ts";

/** The base image that the Dockerfile names. */
export const BASE_IMAGE = "docker.io/library/debian:bookworm-slim";

/** The Debian packages that {@linkcode openImageBuilder} needs, each a program of the same name. */
export const BUILDER_PACKAGES: readonly string[] = ["buildah", "podman", "runc", "debootstrap"];

/** Works without systemd, network namespaces and cgroup limits, as within another container. */
const CONTAINERS_CONF = `[containers]
cgroups = "enabled"
netns = "host"
log_driver = "k8s-file"
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
`;

/** Builds and runs images where there is no Docker and no registry, in a storage of its own. */
export interface ImageBuilder {
  readonly podman: Engine;
  /** Builds the Dockerfile of a folder as an image of this name, with more words for `buildah bud` where told. */
  build(
    folder: string,
    image: string,
    buildArgs: Readonly<Record<string, string>>,
    words?: readonly string[],
  ): Promise<void>;
  /** Lets go of the storage, which can be removed then. */
  close(): Promise<void>;
}

/** Whether this machine can do it: the programs are there, and this is root on Linux. */
export function canBuildImages(): boolean {
  return Deno.build.os === "linux" && Deno.uid() === 0 &&
    BUILDER_PACKAGES.every((name) => findProgram(name) !== undefined);
}

/**
 * Prepares a storage with {@linkcode BASE_IMAGE} in it. Its files are made by debootstrap from this machine's Debian
 * mirror, once: they are kept in the user's cache folder.
 *
 * @param storage an empty folder of the caller's
 */
export async function openImageBuilder(storage: string): Promise<ImageBuilder> {
  const env = { CONTAINERS_CONF: join(storage, "containers.conf") };
  const place = [
    "--storage-driver=vfs",
    `--root=${join(storage, "images")}`,
    `--runroot=${join(storage, "run")}`,
  ];
  const buildah: Engine = { words: ["buildah", ...place], env };
  await Deno.writeTextFile(env.CONTAINERS_CONF, CONTAINERS_CONF);
  const container = await engineCommand(buildah, "from", "scratch");
  await engineCommand(buildah, "add", "--quiet", container, await debianFiles(), "/");
  await engineCommand(buildah, "commit", "--quiet", "--rm", container, BASE_IMAGE);
  return {
    podman: { words: ["podman", ...place], env },
    async build(folder, image, buildArgs, words = []) {
      const given = Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
      const options = ["--isolation=chroot", "--format=docker", "--pull-never", "--network=host"];
      await engineCommand(buildah, "bud", ...options, ...given, ...words, "--tag", image, folder);
    },
    close: () => unmountBelow(storage),
  };
}

/** Storages stay mounted after the engine has ended, each upon the one before. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await Deno.readTextFile("/proc/self/mounts")).split("\n").map((line) => line.split(" ")[1]);
  for (const place of mounts.filter((place) => place?.startsWith(`${folder}/`)).reverse()) {
    await runCommand("umount", [place]);
  }
}

function debianFiles(): Promise<string> {
  return madeOnce(join(cacheFolders()[0], "container", "bookworm"), async (work) => {
    const files = join(work, "root");
    await runCommand("debootstrap", ["--variant=minbase", "bookworm", files]);
    await Deno.remove(join(files, "var/cache/apt/archives"), { recursive: true });
    return files;
  });
}
