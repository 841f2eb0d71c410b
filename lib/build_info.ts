import { elfImageEnd } from "./elf_image.ts";

/** What `tools/release/compile.ts` embeds beside the program, for the program to know about itself. */
export interface BuildInfo {
  /** `version` of deno.json. */
  readonly version: string;
  /** Git commit it was made from, with `-dirty` when files differed from it; `unknown` outside a git checkout. */
  readonly commit: string;
  /** The platform it was made for, as Rust and Deno name it, such as `x86_64-unknown-linux-gnu`. */
  readonly target: string;
  /** `owner/name` on GitHub of the project that released it; null when nobody said so. */
  readonly repository: string | null;
  /** The embedded engine's native add-on, compressed. */
  readonly addon: PackedFile;
}

/** A file that the executable carries compressed by Zstandard. */
export interface PackedFile {
  /** Its name beside the main module; on Linux only a name, see {@linkcode embeddedFile}. */
  readonly name: string;
  /** SHA-256 of the unpacked bytes, 64 hex digits. */
  readonly sha256: string;
  /** Unpacked size. */
  readonly bytes: number;
  /** Compressed size. */
  readonly packedBytes: number;
}

/** Some bytes of a file: all of them, or those from `start` to `end`, both included, as `createReadStream` counts. */
export interface FileRange {
  /** The file. */
  readonly path: string | URL;
  /** First byte; 0 unless told. */
  readonly start?: number;
  /** Last byte; that of the file unless told. */
  readonly end?: number;
}

/** Name of the embedded file that holds the {@linkcode BuildInfo}. */
export const BUILD_INFO_FILE = "build.json";

/** What is known of this build; `undefined` when running from a checkout. */
export function readBuildInfo(): BuildInfo | undefined {
  if (!Deno.build.standalone) return undefined;
  return JSON.parse(Deno.readTextFileSync(besideMain(BUILD_INFO_FILE)));
}

/**
 * Where this executable carries a packed file. Deno copies all that it embeds into memory at every start, on Linux; so
 * there the file stands between the runtime's image and what Deno embeds, where nobody looks who does not ask for it.
 */
export async function embeddedFile({ name, packedBytes }: PackedFile): Promise<FileRange> {
  if (Deno.build.os !== "linux") return { path: besideMain(name) };
  const path = "/proc/self/exe"; // this very file, even when an upgrade has put another in its place
  const start = await elfImageEnd(path);
  return { path, start, end: start + packedBytes - 1 };
}

function besideMain(name: string): URL {
  return new URL(name, Deno.mainModule);
}
