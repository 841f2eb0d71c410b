import { extname } from "node:path";

/** How a file is shown. */
export type PreviewKind = "text" | "json" | "csv" | "tsv" | "parquet" | "image" | "html" | "unknown";

const KINDS: Readonly<Record<string, PreviewKind>> = {
  ...{
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
  },
  ...{
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".gif": "image",
    ".webp": "image",
    ".svg": "image",
  },
};

/** Media types of what a browser shows by itself: pictures, which run no script even when they carry one. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  ...{ ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif" },
  ...{ ".webp": "image/webp", ".svg": "image/svg+xml" },
};

/** How a file is shown by the end of its name; what has none that is known is `unknown`, and may be text. */
export function previewKind(path: string): PreviewKind {
  return KINDS[extname(path).toLowerCase()] ?? "unknown";
}

/** The media type of a picture; undefined for what is none. */
export function imageType(path: string): string | undefined {
  return IMAGE_TYPES[extname(path).toLowerCase()];
}

/**
 * The text that a file begins with; undefined when it is none.
 *
 * @param whole whether these are all bytes of the file: cut off, the last letter may be half there
 */
export function beginningText(bytes: Uint8Array, whole: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
}
