import type { DatabaseSync, StatementSync } from "node:sqlite";
import { TaxiError } from "./errors.ts";
import { sleep } from "./sleep.ts";
import type { Dialect, Sql, SqlDatabase, SqlValue, TransactionOptions } from "./sql.ts";
import { isLocked, translateDiskFull } from "./sqlite.ts";

/** How long a transaction waits for those of other processes. */
const BUSY_MILLISECONDS = 30_000;
/** How long SQLite itself waits, and with it the whole process. */
const BLOCKING_MILLISECONDS = 5;
const RETRY_MILLISECONDS = 3;
/**
 * A batch of a thousand metrics changes as many pages. They are kept in memory between the statements of a transaction, and
 * several batches to the same pages are in the log before each page is written to its place once.
 */
const CACHE_KIBIBYTES = 16_000, CHECKPOINT_PAGES = 4000;

const SQLITE: Dialect = {
  name: "sqlite",
  textList: "(SELECT value FROM json_each(?))",
  like: (text) => `${text} GLOB ?`, // LIKE knows no letter case
  likePattern: (pattern) => pattern.replace(/[[*?]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?"),
  ilike: (text) => `${text} LIKE ?`,
};

/**
 * The statements of one connection, each prepared once.
 *
 * @param busyMilliseconds how long to wait for other processes, without keeping this one from other work
 */
export function sqliteSql(database: DatabaseSync, busyMilliseconds = BUSY_MILLISECONDS): Sql {
  const prepare = statements(database, false), prepareLists = statements(database, true);
  const guarded = async <T>(work: () => T): Promise<T> => {
    for (const end = performance.now() + busyMilliseconds;;) {
      try {
        return work();
      } catch (error) {
        if (!isLocked(error) || database.isTransaction || performance.now() > end) {
          throw translateDiskFull(database, error);
        }
        await sleep(RETRY_MILLISECONDS);
      }
    }
  };
  return {
    dialect: SQLITE,
    all: <Row>(statement: string, ...values: SqlValue[]) =>
      guarded(() => prepare(statement).all(...values) as Row[]),
    lists: <Row extends readonly unknown[]>(statement: string, ...values: SqlValue[]) =>
      guarded(() => prepareLists(statement).all(...values) as unknown as Row[]),
    one: <Row>(statement: string, ...values: SqlValue[]) =>
      guarded(() => prepare(statement).get(...values) as Row | undefined),
    run: (statement, ...values) => guarded(() => Number(prepare(statement).run(...values).changes)),
    many: (statement, rows) =>
      guarded(() => {
        const several = severalRows(statement);
        const whole = several === undefined ? 0 : rows.length - rows.length % ROWS_AT_ONCE;
        for (let i = 0; i < whole; i += ROWS_AT_ONCE) {
          prepare(several!).run(...rows.slice(i, i + ROWS_AT_ONCE).flat());
        }
        for (const row of rows.slice(whole)) prepare(statement).run(...row);
      }),
  };
}

/** Calls of a statement are a third of the time of a thousand rows; more rows at once save no more. */
const ROWS_AT_ONCE = 20;

/** A statement of `VALUES (?, ...)` for {@linkcode ROWS_AT_ONCE} of its rows; undefined for any other. */
function severalRows(statement: string): string | undefined {
  const [values] = /\bVALUES\s*\([?,\s]+\)/.exec(statement) ?? [];
  if (values === undefined) return undefined;
  const row = values.slice(values.indexOf("("));
  return statement.replace(values, `VALUES ${Array(ROWS_AT_ONCE).fill(row).join(", ")}`);
}

/** The types of Deno do not know what its statements can. */
type ListStatement = StatementSync & { setReturnArrays(enabled: boolean): void };

/** Prepares each statement once. @param lists whether rows are lists of columns */
function statements(database: DatabaseSync, lists: boolean): (statement: string) => StatementSync {
  const prepared = new Map<string, StatementSync>();
  return (statement) => {
    let found = prepared.get(statement);
    if (found === undefined) {
      if (prepared.size >= MOST_PREPARED) prepared.clear();
      found = database.prepare(statement);
      if (lists) (found as ListStatement).setReturnArrays(true);
      prepared.set(statement, found);
    }
    return found;
  };
}

/** Filters make statements of any shape; so many of them are kept. */
const MOST_PREPARED = 500;

/**
 * Two connections to one SQLite database: one reads what is committed, the other writes, one transaction after the other. So a
 * reader neither waits for a writer nor sees half of what it does.
 */
export function sqliteDatabase(reading: DatabaseSync, writing: DatabaseSync): SqlDatabase {
  for (const database of [reading, writing]) database.exec(`PRAGMA busy_timeout = ${BLOCKING_MILLISECONDS}`);
  writing.exec(`PRAGMA cache_size = -${CACHE_KIBIBYTES}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const reader = sqliteSql(reading), writer = sqliteSql(writing), durable = isDurable(writing);
  let last: Promise<unknown> = Promise.resolve();
  const transaction = <T>(
    work: (sql: Sql) => Promise<T>,
    { relaxed = false }: TransactionOptions = {},
  ): Promise<T> => {
    const inTurn = () => inTransaction(writing, () => work(writer));
    const turn = last.then(() => relaxed && durable ? relaxing(writing, inTurn) : inTurn());
    last = turn.catch(() => {});
    return turn;
  };
  return {
    dialect: SQLITE,
    all: reader.all,
    lists: reader.lists,
    one: reader.one,
    run: (statement, ...values) => transaction((sql) => sql.run(statement, ...values)),
    many: (statement, rows) => transaction((sql) => sql.many(statement, rows)),
    transaction,
    close: async () => {
      await last;
      for (const database of [reading, writing]) if (database.isOpen) database.close();
    },
  };
}

/** Whether each commit waits for the disk. */
function isDurable(database: DatabaseSync): boolean {
  return database.prepare("PRAGMA synchronous").get()!.synchronous === SYNCHRONOUS_FULL;
}

const SYNCHRONOUS_FULL = 2;

/** Lets commits not wait for the disk; the next one that does takes them along, since they are in the same log. */
async function relaxing<T>(database: DatabaseSync, work: () => Promise<T>): Promise<T> {
  database.exec("PRAGMA synchronous = NORMAL");
  try {
    return await work();
  } finally {
    database.exec("PRAGMA synchronous = FULL");
  }
}

async function inTransaction<T>(database: DatabaseSync, work: () => Promise<T>): Promise<T> {
  await begin(database);
  try {
    const result = await work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself; a ROLLBACK would then hide the error that tells so.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw translateDiskFull(database, error);
  }
}

/** Takes the write lock before the first read. Other tasks of this process go on while another process has it. */
async function begin(database: DatabaseSync): Promise<void> {
  for (const end = performance.now() + BUSY_MILLISECONDS;;) {
    try {
      return database.exec("BEGIN IMMEDIATE");
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() > end) {
        throw new TaxiError(
          `Cannot write to "${database.location()}": another process kept it locked for ${
            BUSY_MILLISECONDS / 1000
          } seconds`,
          { code: "database_busy", cause: error },
        );
      }
      await sleep(RETRY_MILLISECONDS);
    }
  }
}
