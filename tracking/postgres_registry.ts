import { join } from "node:path";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import { type PostgresAddress, postgresName } from "../lib/postgres_address.ts";
import type { SqlDatabase } from "../lib/sql.ts";
import { diskBlobs } from "./disk_blobs.ts";
import { getVersion, getVersionByAlias } from "./model_rows.ts";
import type { RegistryReader } from "./registry_reader.ts";

/**
 * Reads the registry of a PostgreSQL database; nothing is connected before the first look. A look that fails closes the
 * connections, and the next one makes new ones.
 *
 * @param home whose artifacts hold the model files
 */
export function readPostgresRegistry(home: string, address: PostgresAddress): RegistryReader {
  let opened: Promise<SqlDatabase> | undefined;
  const close = () => {
    opened?.then((sql) => sql.close()).catch(() => {}); // what never opened needs no closing
    opened = undefined;
  };
  return {
    async find(name, of) {
      try {
        const sql = await (opened ??= open(address));
        return "alias" in of
          ? await getVersionByAlias(sql, name, of.alias)
          : await getVersion(sql, name, of.version);
      } catch (error) {
        if (error instanceof NotFoundError) throw error;
        close();
        throw error instanceof TaxiError ? error : new TaxiError(
          `Cannot read the registry in ${postgresName(address)}: ${(error as Error).message}`,
          { code: "database", cause: error },
        );
      }
    },
    readContent: (sha256) => diskBlobs(join(home, "artifacts")).read(sha256),
    close,
    [Symbol.dispose]: close,
  };
}

async function open(address: PostgresAddress): Promise<SqlDatabase> {
  const { openPostgresTracking } = await import("./postgres_tracking.ts");
  return (await openPostgresTracking(address)).sql;
}
