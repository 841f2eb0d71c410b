import { type PostgresAddress, postgresName } from "../lib/postgres_address.ts";
import type { SqlDatabase } from "../lib/sql.ts";
import type { BlobStore } from "./blob_store.ts";
import { type RegistryReader, registryReader } from "./registry_reader.ts";

/**
 * Reads the registry of a PostgreSQL database; nothing is connected before the first look. A look that fails closes the
 * connections, and the next one makes new ones.
 *
 * @param blobs hold the model files
 */
export function readPostgresRegistry(address: PostgresAddress, blobs: BlobStore): RegistryReader {
  let opened: Promise<SqlDatabase> | undefined;
  const close = () => {
    opened?.then((sql) => sql.close()).catch(() => {}); // what never opened needs no closing
    opened = undefined;
  };
  return registryReader({
    blobs,
    named: `the registry in ${postgresName(address)}`,
    open: () => opened ??= open(address),
    close,
  });
}

async function open(address: PostgresAddress): Promise<SqlDatabase> {
  const { openPostgresTracking } = await import("./postgres_tracking.ts");
  return (await openPostgresTracking(address)).sql;
}
