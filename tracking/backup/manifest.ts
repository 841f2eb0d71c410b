import { TaxiError } from "../../lib/errors.ts";

/** A file of a backup, whichever place it has in the home. */
export interface BackedUpFile {
  /** Place in the home, with `/` between folders; a content of artifacts has its place whatever keeps it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hash of the bytes, 64 hex digits. */
  readonly sha256: string;
}

/** What a backup says of itself, its first file. */
export interface Manifest {
  /** Of the form of backups; counts up when older `taxi` cannot read newer ones. */
  readonly version: number;
  /** Version of the `taxi` that made it. */
  readonly madeBy: string;
  /** When, ISO 8601. */
  readonly madeAt: string;
  /** Every other file. */
  readonly files: readonly BackedUpFile[];
}

/** The first file of a backup. */
export const MANIFEST = "manifest.json";

/** Tells a backup from other archives that begin with a manifest. */
const FORMAT = "taxi-backup";

/** The form of backups that this `taxi` makes, and the newest that it reads. */
export const BACKUP_VERSION = 1;

/** Files of the home, beside models and contents of artifacts, that a backup has. */
export const BACKED_UP: readonly string[] = ["tokens.json", "zones.json", "predictions.db", "tracking.db"];

const PLACE =
  /^(?:tracking\.db|predictions\.db|tokens\.json|zones\.json|models\/[^./\\\p{Cc}][^/\\\p{Cc}]*|artifacts\/(?<start>[0-9a-f]{2})\/(?<hash>[0-9a-f]{64}))$/u;

/** The manifest as the archive has it. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, ...manifest }));
}

/**
 * Reads a manifest that came from anywhere.
 *
 * @param name of the archive, for people
 * @throws TaxiError `foreign` when it is none of a backup, `damaged` when it names what no backup has, `database_version` when it
 * was made by a newer taxi
 */
export function decodeManifest(bytes: Uint8Array, name: string): Manifest {
  const found = parse(bytes) as Partial<Manifest & { format: string }> | null;
  if (found?.format !== FORMAT) {
    throw new TaxiError(
      `Cannot restore "${name}": it is an archive of something else, expected a backup of taxi`,
      {
        code: "foreign",
      },
    );
  }
  if (found.version !== BACKUP_VERSION) {
    throw new TaxiError(
      `Cannot restore "${name}": it is a backup of form ${found.version}, expected ${BACKUP_VERSION}: it was made by a newer taxi`,
      { code: "database_version" },
    );
  }
  const files = Array.isArray(found.files) ? found.files : [];
  const isWhole = isText(found.madeBy) && isText(found.madeAt) && !Number.isNaN(Date.parse(found.madeAt)) &&
    files.length > 0 && files.every(isPlace) &&
    new Set(files.map(({ path }) => path)).size === files.length;
  if (isWhole) return found as Manifest;
  throw new TaxiError(
    `Cannot restore "${name}": its manifest is damaged, expected the files of a home, each once`,
    {
      code: "damaged",
    },
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPlace(file: Partial<BackedUpFile> | null): boolean {
  const { path, size, sha256 } = file ?? {};
  if (!isText(path) || !isText(sha256) || !/^[0-9a-f]{64}$/.test(sha256)) return false;
  const found = PLACE.exec(path);
  const { hash, start } = found?.groups ?? {};
  return found !== null && Number.isSafeInteger(size) && size! >= 0 &&
    (hash === undefined || (hash === sha256 && hash.startsWith(start)));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
