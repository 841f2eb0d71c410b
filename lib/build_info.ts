/** What `tools/compile.ts` embeds beside the program, for the program to know about itself. */
export interface BuildInfo {
  /** `version` of deno.json. */
  readonly version: string;
  /** Git commit it was made from, with `-dirty` when files differed from it; `unknown` outside a git checkout. */
  readonly commit: string;
  /** The embedded engine's native add-on, compressed. */
  readonly addon: PackedFile;
}

/** A file embedded compressed by Zstandard. */
export interface PackedFile {
  /** Its name beside the main module. */
  readonly name: string;
  /** SHA-256 of the unpacked bytes, 64 hex digits. */
  readonly sha256: string;
  /** Unpacked size. */
  readonly bytes: number;
}

/** Name of the embedded file that holds the {@linkcode BuildInfo}. */
export const BUILD_INFO_FILE = "build.json";

/** What is known of this build; `undefined` when running from a checkout. */
export function readBuildInfo(): BuildInfo | undefined {
  if (!Deno.build.standalone) return undefined;
  return JSON.parse(Deno.readTextFileSync(embeddedFile(BUILD_INFO_FILE)));
}

/** Where a file lies that was embedded beside the main module. */
export function embeddedFile(name: string): URL {
  return new URL(name, Deno.mainModule);
}
