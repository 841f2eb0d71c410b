import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import type { Sql } from "../lib/sql.ts";
import { openForReading } from "../lib/sqlite.ts";
import { statFile } from "../lib/stat_file.ts";
import { sqliteSql } from "../lib/sqlite_sql.ts";
import type { BlobStore } from "./blob_store.ts";
import { openBlobs } from "./open_blobs.ts";
import { getVersion, getVersionByAlias, type ModelVersion } from "./model_rows.ts";

/** Names a version: by its number, or by the alias that points to it. */
export type VersionName = { readonly version: number } | { readonly alias: string };

/**
 * Looks into the registry of a home again and again while other processes write to it. It never writes and never waits for
 * them, but for its first look: a look is one call of the file system and a query of some 0.1 ms.
 */
export interface RegistryReader extends Disposable {
  /**
   * The version of that name at this moment.
   *
   * @throws NotFoundError without such a model, version or alias, or without a registry
   * @throws TaxiError `database` when it cannot be read now; a later look may succeed
   */
  find(name: string, of: VersionName): Promise<ModelVersion>;
  /**
   * The model file of a version.
   *
   * @throws NotFoundError without it, as when something else was registered
   * @throws TaxiError `damaged` when it is no longer what was registered
   */
  readModel(version: ModelVersion): Promise<Uint8Array>;
  /** Lets go of the database; does nothing when it has been. */
  close(): void;
}

/** How long another process may have the database for itself at the first look, as one has that opens it after a crash. */
const BUSY_MILLISECONDS = 5000;

/**
 * Reads the registry that `openTracking` has made in that home; nothing is opened before the first look.
 *
 * @param busyMilliseconds how long the first look waits while another process has the database for itself
 */
export function readRegistry(
  home: string,
  blobs: BlobStore = openBlobs(home),
  busyMilliseconds: number = BUSY_MILLISECONDS,
): RegistryReader {
  const path = join(home, "tracking.db");
  let looks = 0;
  let opened: { readonly database: DatabaseSync; readonly file: string } | undefined;
  const close = () => {
    opened?.database.close();
    opened = undefined;
  };
  /** A backup put in the database's place is another file, which what is open would never see. */
  const open = async () => {
    const info = await statFile(path);
    if (info === undefined) throw new NotFoundError(`Cannot find registry "${path}": no such file`);
    const file = `${info.dev} ${info.ino}`;
    if (opened?.file === file) return opened.database;
    close();
    opened = { database: openForReading(path), file };
    return opened.database;
  };
  return registryReader({
    blobs,
    named: `registry "${path}"`,
    open: async () => sqliteSql(await open(), looks++ === 0 ? busyMilliseconds : 0),
    close,
  });
}

/**
 * A reader over any connection. A look that fails lets go of it, and the next one asks for a new one.
 *
 * @param from.blobs hold the model files
 * @param from.named what is read, for people
 */
export function registryReader({ blobs, named, open, close }: {
  readonly blobs: BlobStore;
  readonly named: string;
  readonly open: () => Promise<Sql>;
  readonly close: () => void;
}): RegistryReader {
  return {
    async find(name, of) {
      try {
        const sql = await open();
        return "alias" in of
          ? await getVersionByAlias(sql, name, of.alias)
          : await getVersion(sql, name, of.version);
      } catch (error) {
        if (error instanceof NotFoundError) throw error;
        close();
        throw error instanceof TaxiError ? error : new TaxiError(
          `Cannot read ${named}: ${(error as Error).message}`,
          { code: "database", cause: error },
        );
      }
    },
    async readModel(version) {
      if (version.sha256 === null) throw noModelFile(version);
      return await blobs.read(version.sha256);
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** What is said of a version that has no model file of taxi's. */
export function noModelFile({ name, version, source }: ModelVersion): NotFoundError {
  return new NotFoundError(
    `Cannot use version ${version} of "${name}": it was registered as "${source}", expected a model file of taxi`,
    "taxi models list",
  );
}
