import { basename, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { assertArtifactPath } from "../artifact_path.ts";
import type { FileSource, LeftOut } from "./transfer_source.ts";

/** Where the artifacts of one of MLflow's experiments are. */
export type ArtifactPlace =
  /** In the first of these folders of this machine that has what is looked for. */
  | { readonly kind: "here"; readonly folders: readonly string[] }
  /** In a store that its clients reach by themselves. */
  | { readonly kind: "elsewhere" }
  /** With a server, whose folder one has to be told. */
  | { readonly kind: "server" };

/**
 * Finds the artifacts of an experiment by the address that MLflow has for them.
 *
 * @param base the folder that relative paths are below
 * @param artifacts the folder that holds those of all experiments, if one was told
 */
export function artifactPlace(location: string, base: string, artifacts: string | undefined): ArtifactPlace {
  const [, scheme, path] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(location) ?? [];
  if (scheme?.toLowerCase() === "mlflow-artifacts") {
    if (artifacts === undefined) return { kind: "server" };
    const folder = resolve(artifacts, ...path.replace(/^\/\/[^/]*/, "").split("/").filter(isName));
    return { kind: "here", folders: [folder] };
  }
  if (scheme !== undefined && scheme.toLowerCase() !== "file") return { kind: "elsewhere" };
  const local = scheme === undefined ? location : filePath(location, path);
  const moved = artifacts === undefined ? [] : [join(artifacts, basename(local))];
  return { kind: "here", folders: [...moved, isAbsolute(local) ? local : resolve(base, local)] };
}

function isName(part: string): boolean {
  return part !== "" && part !== "." && part !== "..";
}

/** A `file:` address; without slashes at its beginning it is relative. */
function filePath(location: string, path: string): string {
  try {
    return path.startsWith("/") ? fileURLToPath(location) : path;
  } catch {
    return path; // of another host
  }
}

/**
 * The files below `inner` of the first of these folders that has some. Links are not followed, and names that cannot be stored
 * are left out.
 */
export async function* filesBelow(
  folders: readonly string[],
  inner: string,
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<FileSource> {
  for (const folder of folders) {
    let found = false;
    for await (const file of walk(join(folder, inner), "", leaveOut)) {
      found = true;
      yield file;
    }
    if (found) return;
  }
}

async function* walk(
  root: string,
  inner: string,
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<FileSource> {
  for (const entry of await entriesOf(join(root, inner))) {
    const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
    const file = join(root, path);
    const fault = entry.isSymlink ? "it is a link" : nameFault(path);
    if (fault !== undefined) leaveOut({ what: `file "${file}"`, why: fault });
    else if (entry.isDirectory) yield* walk(root, path, leaveOut);
    else if (entry.isFile) {
      const { mtime } = await Deno.stat(file);
      const open = () => Promise.resolve({ file });
      yield { path, updatedAt: mtime?.getTime() ?? 0, open };
    }
  }
}

/** By name, so that two readings give the same order. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

function nameFault(path: string): string | undefined {
  try {
    assertArtifactPath(path);
  } catch {
    return "an artifact cannot have that name";
  }
}
