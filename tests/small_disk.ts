import { join } from "node:path";

/** A file system of a few megabytes, mounted in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Fills it up to the last `free` bytes. */
  fill(free: number): Promise<void>;
  /** Takes back what {@linkcode SmallDisk.fill} did. */
  makeRoom(): Promise<void>;
}

/** Why this machine cannot mount a small disk; undefined when it can. */
export async function smallDiskMissing(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "tmpfs is Linux's";
  if (Deno.uid() !== 0) return "only root may mount tmpfs";
  try {
    await using _ = await mountSmallDisk(1);
    return undefined;
  } catch (error) {
    return `tmpfs cannot be mounted: ${(error as Error).message.trim()}`;
  }
}

/** Mounts an empty disk. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await Deno.makeTempDir({ prefix: "taxi-disk-" });
  const filler = join(path, "filler");
  try {
    await system("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path);
  } catch (error) {
    await Deno.remove(path);
    throw error;
  }
  return {
    path,
    async fill(free) {
      await writeUntilFull(filler);
      const { size } = await Deno.stat(filler);
      await Deno.truncate(filler, Math.max(0, size - free));
    },
    makeRoom: () => Deno.remove(filler),
    async [Symbol.asyncDispose]() {
      await system("umount", path);
      await Deno.remove(path);
    },
  };
}

async function writeUntilFull(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, write: true });
  const page = new Uint8Array(4096);
  try {
    while (true) await file.write(page);
  } catch (error) {
    if (!/os error 28/.test((error as Error).message)) throw error;
  }
}

async function system(command: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args, stderr: "piped" }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}
