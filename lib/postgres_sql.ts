import postgres from "postgres";
import { insertJsonRows, jsonRows } from "./json_rows.ts";
import type { PostgresAddress } from "./postgres_address.ts";
import { isConnectionFault, translatePostgresFault } from "./postgres_fault.ts";
import { BUSY_SECONDS, CONNECT_SECONDS, SILENT_SECONDS } from "./postgres_limits.ts";
import { tlsOptions } from "./postgres_tls.ts";
import type { Dialect, Sql, SqlDatabase, SqlValue } from "./sql.ts";

/** Between attempts to reach a server that is gone. */
const RECONNECT_SECONDS = 0.2;
/** Connections of one process: one writes at a time, the others read. */
const MOST_CONNECTIONS = 5;
/** What still runs on closing is given up after that. */
const CLOSE_SECONDS = 5;
/** Filters make statements of any shape; so many of them are kept prepared on each connection. */
const MOST_PREPARED = 500;
/** The lock of whoever writes, of all processes on one database: "taxi" as a number. */
const WRITE_LOCK = 0x74617869;

const POSTGRES: Dialect = {
  name: "postgres",
  textList: "(SELECT json_array_elements_text(?::text::json))",
  like: (text) => `${text} LIKE ? ESCAPE ''`,
  likePattern: (pattern) => pattern,
  ilike: (text) => `${text} ILIKE ? ESCAPE ''`,
};

/** The connection of one transaction, or all of them. */
type Connection = postgres.ISql;

/**
 * A database of a PostgreSQL server. As in SQLite there is one writer at a time, whichever process it is of: a transaction takes
 * a lock before its first read, so that none fails for what another does, and none has to be run again.
 *
 * Nothing is connected before the first statement. Whole numbers beyond 2^53 come back rounded.
 */
export function postgresDatabase(address: PostgresAddress): SqlDatabase {
  const { tls, ...place } = address;
  const pool = postgres({
    ...place,
    ssl: tls ? tlsOptions(tls, address.host) : false,
    max: MOST_CONNECTIONS,
    connect_timeout: CONNECT_SECONDS,
    backoff: () => RECONNECT_SECONDS,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: "taxi",
      lock_timeout: BUSY_SECONDS * 1000,
      idle_in_transaction_session_timeout: SILENT_SECONDS * 1000,
    },
  });
  const prepared = new Map<string, string>();
  const numbered = (statement: string) => {
    const known = prepared.get(statement);
    if (known !== undefined) return { text: known, prepare: true };
    const text = numberPlaceholders(statement);
    if (prepared.size >= MOST_PREPARED) return { text, prepare: false };
    prepared.set(statement, text);
    return { text, prepare: true };
  };
  const translated = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw translatePostgresFault(error, address);
    });
  const sqlOf = (connection: Connection): Sql => {
    const query = (statement: string, values: readonly SqlValue[]) => {
      const { text, prepare } = numbered(statement);
      return connection.unsafe(text, values.map(toSent), { prepare });
    };
    const all = <Row>(statement: string, ...values: SqlValue[]) =>
      translated(query(statement, values).then((rows) => [...rows] as Row[]));
    return {
      dialect: POSTGRES,
      all,
      lists: <Row extends readonly unknown[]>(statement: string, ...values: SqlValue[]) =>
        translated(query(statement, values).values().then((rows) => [...rows] as unknown as Row[])),
      one: async <Row>(statement: string, ...values: SqlValue[]) => (await all<Row>(statement, ...values))[0],
      run: (statement, ...values) => translated(query(statement, values).then(({ count }) => count)),
      many: async (statement, rows) => {
        if (rows.length === 0) return;
        const insert = insertJsonRows(statement);
        await translated<unknown>(
          insert === undefined
            ? Promise.all(rows.map((row) => query(statement, row))) // sent all at once, answered in turn
            : query(insert.statement, [jsonRows(insert.columns, rows)]),
        );
      },
    };
  };
  const transaction = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    let over = false;
    const kept = pool.begin(async (connection) => {
      await connection.unsafe(`SELECT pg_advisory_xact_lock(${WRITE_LOCK})`);
      const orNever = stopWhen(() => over);
      return { result: await orNever(work(eachFirst(sqlOf(connection), () => orNever()))) };
    });
    return (await translated(kept).finally(() => over = true) as { result: T }).result;
  };
  const reader = sqlOf(pool);
  return {
    dialect: POSTGRES,
    all: reader.all,
    lists: reader.lists,
    one: reader.one,
    run: (statement, ...values) => transaction((sql) => sql.run(statement, ...values)),
    many: (statement, rows) => transaction((sql) => sql.many(statement, rows)),
    transaction,
    close: () => pool.end({ timeout: CLOSE_SECONDS }),
  };
}

/** Each `?` that stands outside of quotes as `$1`, `$2` and so on. */
export function numberPlaceholders(statement: string): string {
  let count = 0;
  return statement.replace(/'[^']*'|"[^"]*"|\?/g, (found) => found === "?" ? `$${++count}` : found);
}

/**
 * The driver fails a transaction as soon as its connection is lost, and connects again. What the work of that transaction still
 * asks, its ROLLBACK included, would then reach a connection that has become another transaction's: so that it goes no further.
 *
 * @returns passes on what a promise gives, or never settles once the transaction is over or has lost its connection
 */
function stopWhen(over: () => boolean) {
  const never = new Promise<never>(() => {});
  return async <T>(work?: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      return over() ? await never : result as T;
    } catch (error) {
      if (over() || isConnectionFault(error)) return await never;
      throw error;
    }
  };
}

/** Statements that wait for `check` before each. */
function eachFirst(sql: Sql, check: () => Promise<unknown>): Sql {
  return {
    dialect: sql.dialect,
    all: (...statement) => check().then(() => sql.all(...statement)),
    lists: (...statement) => check().then(() => sql.lists(...statement)),
    one: (...statement) => check().then(() => sql.one(...statement)),
    run: (...statement) => check().then(() => sql.run(...statement)),
    many: (...statement) => check().then(() => sql.many(...statement)),
  };
}

/** The driver writes a number as JavaScript does, which drops the sign of zero. */
function toSent(value: SqlValue): string | number | null {
  return typeof value === "bigint" ? String(value) : Object.is(value, -0) ? "-0" : value;
}
