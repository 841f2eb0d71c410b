import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  execute,
  type Migration,
  openDatabase,
  openForReading,
  selectAll,
  selectOne,
  transaction,
} from "./sqlite.ts";

const FIRST: Migration = { version: 1, sql: "CREATE TABLE notes (text TEXT NOT NULL) STRICT" };
const SECOND: Migration = { version: 2, sql: "ALTER TABLE notes ADD COLUMN author TEXT" };

function inFolder(run: (path: string, folder: string) => void): () => void {
  return () => {
    const folder = Deno.makeTempDirSync({ prefix: "taxi-sqlite-" });
    try {
      run(join(folder, "notes.db"), folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test(
  "openDatabase makes the folder, migrates a new file without a backup and keeps foreign keys",
  inFolder((_, folder) => {
    const nested = join(folder, "a", "b");
    using database = openDatabase(join(nested, "notes.db"), [FIRST, SECOND]);
    assert.deepEqual(selectOne(database, "PRAGMA user_version"), { user_version: 2 });
    assert.deepEqual(selectOne(database, "PRAGMA journal_mode"), { journal_mode: "wal" });
    assert.deepEqual(selectOne(database, "PRAGMA foreign_keys"), { foreign_keys: 1 });
    assert.ok(!names(nested).some((name) => name.includes("backup")));
  }),
);

Deno.test(
  "openDatabase makes a database that can give room back only where it is asked to",
  inFolder((path) => {
    using plain = openDatabase(`${path}.plain`, [FIRST]);
    using shrinking = openDatabase(path, [FIRST], { incrementalVacuum: true });
    using again = openDatabase(path, [FIRST], { incrementalVacuum: true });
    assert.deepEqual(selectOne(plain, "PRAGMA auto_vacuum"), { auto_vacuum: 0 });
    assert.deepEqual(selectOne(shrinking, "PRAGMA auto_vacuum"), { auto_vacuum: 2 });
    assert.deepEqual(selectOne(again, "PRAGMA auto_vacuum"), { auto_vacuum: 2 });
  }),
);

Deno.test(
  "openDatabase copies an older database beside it before it migrates",
  inFolder((path, folder) => {
    const old = openDatabase(path, [FIRST]);
    execute(old, "INSERT INTO notes VALUES ('kept')");
    old.close();
    using database = openDatabase(path, [FIRST, SECOND]);
    assert.deepEqual(selectAll(database, "SELECT * FROM notes"), [{ text: "kept", author: null }]);
    assert.deepEqual(names(folder).filter((name) => name.includes("backup")), ["notes.db.schema-1.backup"]);
    using backup = openDatabase(`${path}.schema-1.backup`, [FIRST]);
    assert.deepEqual(selectAll(backup, "SELECT * FROM notes"), [{ text: "kept" }]);
  }),
);

Deno.test(
  "openDatabase takes a failed migration back and names the fault",
  inFolder((path) => {
    openDatabase(path, [FIRST]).close();
    const broken: Migration = { version: 2, sql: "CREATE TABLE more (x) ; SELECT nonsense" };
    assert.throws(() => openDatabase(path, [FIRST, broken]), {
      code: "database",
      message: /^Cannot open database ".*notes\.db": no such column: nonsense/,
    });
    using database = openDatabase(path, [FIRST]);
    assert.equal(selectOne(database, "SELECT 1 FROM sqlite_schema WHERE name = 'more'"), undefined);
  }),
);

Deno.test(
  "openDatabase refuses a database of a newer taxi and leaves it alone",
  inFolder((path, folder) => {
    openDatabase(path, [FIRST, SECOND]).close();
    assert.throws(() => openDatabase(path, [FIRST]), {
      code: "database_version",
      message: `Database "${path}" has schema 2, expected at most 1: it was written by a newer taxi`,
    });
    assert.deepEqual(names(folder), ["notes.db"]);
  }),
);

Deno.test(
  "openDatabase refuses a file that is no database",
  inFolder((path) => {
    Deno.writeTextFileSync(path, "these are notes, but not in SQLite's format");
    const message = `Cannot open database "${path}": file is not a database`;
    assert.throws(() => openDatabase(path, [FIRST]), { code: "database", message });
  }),
);

Deno.test(
  "openDatabase refuses the database of another program",
  inFolder((path) => {
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE invoices (x)");
    other.close();
    assert.throws(() => openDatabase(path, [FIRST]), {
      message:
        `Cannot open database "${path}": it has table "invoices" of another program, expected a database of taxi`,
    });
  }),
);

Deno.test(
  "openDatabase refuses a path where no file can be",
  inFolder((path) => {
    Deno.writeTextFileSync(path, "");
    const below = join(path, "notes.db");
    assert.throws(() => openDatabase(below, [FIRST]), { code: "database", message: /^Cannot open database/ });
  }),
);

Deno.test(
  "transaction keeps all of it or nothing",
  inFolder((path) => {
    using database = openDatabase(path, [FIRST]);
    const insert = (text: string) => execute(database, "INSERT INTO notes VALUES (?)", text);
    assert.equal(transaction(database, () => insert("one")), 1);
    assert.throws(() =>
      transaction(database, () => {
        insert("two");
        throw new RangeError("changed my mind");
      }), { name: "RangeError", message: "changed my mind" });
    assert.deepEqual(selectAll(database, "SELECT text FROM notes"), [{ text: "one" }]);
  }),
);

Deno.test(
  "openDatabase says when another process keeps the database locked",
  inFolder((path) => {
    openDatabase(path, [FIRST]).close();
    using owner = new DatabaseSync(path);
    owner.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
    assert.throws(() => openDatabase(path, [FIRST], { busyTimeoutMs: 20 }), {
      code: "database_busy",
      message: /^Cannot open database ".*notes\.db": another process keeps it locked$/,
    });
  }),
);

Deno.test(
  "transaction says when another process keeps the database locked",
  inFolder((path) => {
    using holder = openDatabase(path, [FIRST]);
    using waiting = openDatabase(path, [FIRST], { busyTimeoutMs: 20 });
    transaction(holder, () => {
      assert.throws(() => transaction(waiting, () => 1), {
        code: "database_busy",
        message: /^Cannot write to ".*notes\.db": another process kept it locked for 0\.02 seconds$/,
      });
    });
    assert.equal(transaction(waiting, () => 1), 1);
  }),
);

Deno.test(
  "openForReading reads what is there, waits for nobody and refuses what it cannot do",
  inFolder((path, folder) => {
    openDatabase(path, [FIRST]).close();
    const database = openForReading(path);
    assert.deepEqual(selectOne(database, "PRAGMA busy_timeout"), { timeout: 0 });
    assert.deepEqual(selectAll(database, "SELECT * FROM notes"), []);
    assert.throws(() => execute(database, "CREATE TABLE other (id)"), /readonly database/);
    database.close();
    assert.deepEqual(names(folder), ["notes.db"]);
    assert.throws(() => openForReading(`${path}.none`), {
      code: "database",
      message: /^Cannot open database /,
    });
  }),
);
