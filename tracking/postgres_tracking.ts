import { TaxiError } from "../lib/errors.ts";
import { type PostgresAddress, postgresName } from "../lib/postgres_address.ts";
import { postgresDatabase } from "../lib/postgres_sql.ts";
import { assertSpeaksTls } from "../lib/postgres_tls.ts";
import type { Sql, SqlDatabase } from "../lib/sql.ts";
import postgres001 from "./migrations/postgres_001.sql" with { type: "text" };
import postgres002 from "./migrations/postgres_002.sql" with { type: "text" };
import postgres003 from "./migrations/postgres_003.sql" with { type: "text" };
import postgres004 from "./migrations/postgres_004.sql" with { type: "text" };
import postgres005 from "./migrations/postgres_005.sql" with { type: "text" };

/** The schema, step by step. Released steps never change; a change is a new step. */
const POSTGRES_MIGRATIONS: readonly string[] = [
  postgres001,
  postgres002,
  postgres003,
  postgres004,
  postgres005,
];

/** A tracking database that is open and up to date. */
export interface PostgresTracking {
  /** Its statements and transactions. */
  readonly sql: SqlDatabase;
  /** Tells this database from all others, by whichever name it is reached. */
  readonly id: string;
}

/**
 * Opens a tracking database of a PostgreSQL server; makes its tables when there are none. Any number of processes may do so at
 * the same moment: the lock of the writers makes them take turns, and a step is kept whole or not at all.
 *
 * @throws TaxiError when it cannot be reached, was written by a newer `taxi` or is of another program
 */
export async function openPostgresTracking(address: PostgresAddress): Promise<PostgresTracking> {
  const sql = postgresDatabase(address);
  try {
    if (address.tls) await assertSpeaksTls(address);
    return { sql, id: await prepareSchema(sql, postgresName(address)) };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

/** The usual case, a schema that is up to date, needs no write lock. */
async function prepareSchema(sql: SqlDatabase, name: string): Promise<string> {
  const found = await readSchema(sql);
  if (found?.version === POSTGRES_MIGRATIONS.length) return found.id;
  return await sql.transaction((sql) => migrate(sql, name));
}

interface Schema {
  readonly version: number;
  readonly id: string;
}

/** Looks for the table among the rows of the catalog: a lookup by name may miss what another process has just made. */
async function readSchema(sql: Sql): Promise<Schema | undefined> {
  const there = await sql.one(
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'taxi_schema'",
  );
  if (there === undefined) return undefined;
  return await sql.one<Schema>("SELECT version, id FROM taxi_schema");
}

async function migrate(sql: Sql, name: string): Promise<string> {
  const found = await readSchema(sql), known = POSTGRES_MIGRATIONS.length;
  if (found === undefined) await makeSchemaTable(sql, name);
  if (found !== undefined && found.version > known) {
    throw new TaxiError(
      `Cannot use ${name}: it has schema ${found.version}, expected at most ${known}: it was written by a newer taxi`,
      { code: "database_version" },
    );
  }
  for (const step of POSTGRES_MIGRATIONS.slice(found?.version ?? 0)) {
    for (const statement of statementsOf(step)) await sql.run(statement);
  }
  await sql.run("UPDATE taxi_schema SET version = ?", known);
  return (await readSchema(sql))!.id;
}

async function makeSchemaTable(sql: Sql, name: string): Promise<void> {
  const foreign = await sql.one<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LIMIT 1",
  );
  if (foreign) {
    throw new TaxiError(
      `Cannot use ${name}: it has table "${foreign.name}" of another program, expected an empty database or one of taxi`,
      { code: "database" },
    );
  }
  await sql.run("CREATE TABLE taxi_schema (version BIGINT NOT NULL, id TEXT NOT NULL)");
  await sql.run("INSERT INTO taxi_schema (version, id) VALUES (0, gen_random_uuid()::text)");
}

/** Statements of a migration: no text or comment in it ends a line with `;`. */
function statementsOf(step: string): string[] {
  return step.split(/;\n/).filter((statement) => statement.trim() !== "");
}
