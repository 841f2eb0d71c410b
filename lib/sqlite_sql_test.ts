import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "./sqlite.ts";
import { sqliteDatabase, sqliteSql } from "./sqlite_sql.ts";
import type { Sql, SqlDatabase } from "./sql.ts";

const SCHEMA = [{ version: 1, sql: "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT" }];

async function withDatabase(work: (database: SqlDatabase, path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "t.db");
  const database = sqliteDatabase(openDatabase(path, SCHEMA), openDatabase(path, SCHEMA));
  try {
    await work(database, path);
  } finally {
    await database.close();
    await database.close(); // a second time does nothing
    await Deno.remove(folder, { recursive: true });
  }
}

const count = async (sql: Pick<SqlDatabase, "one">) =>
  (await sql.one<{ n: number }>("SELECT count(*) AS n FROM t"))!.n;

Deno.test("sqliteDatabase: rows as objects and as lists, one statement for many rows, numbers of changes", () =>
  withDatabase(async (database) => {
    await database.many("INSERT INTO t VALUES (?, ?)", [[1, "x"], [2, null]]);
    assert.deepEqual(
      (await database.all("SELECT a, b FROM t ORDER BY a")).map((row) => ({ ...row as object })),
      [
        { a: 1, b: "x" },
        { a: 2, b: null },
      ],
    );
    assert.deepEqual(await database.lists("SELECT a, b FROM t ORDER BY a"), [[1, "x"], [2, null]]);
    assert.equal(await database.one("SELECT a FROM t WHERE a = ?", 9), undefined);
    assert.equal(await database.run("UPDATE t SET b = ?", "y"), 2);
  }));

Deno.test("sqliteDatabase.many: each row in its turn, however many there are and whatever the statement does", () =>
  withDatabase(async (database) => {
    for (const count of [0, 1, 19, 20, 21, 45]) {
      await database.run("DELETE FROM t");
      const numbers = Array.from({ length: count }, (_, i) => i);
      await database.many(
        "INSERT INTO t (a, b)\n VALUES (?, ?) ON CONFLICT DO NOTHING",
        numbers.map((a) => [a, "x"]),
      );
      const upsert = "INSERT INTO t VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = b || excluded.b";
      await database.many(upsert, [...numbers, ...numbers].map((a) => [a, String(a)]));
      await database.many("UPDATE t SET a = a + 100 WHERE a = ?", numbers.map((a) => [a]));
      assert.deepEqual(
        await database.lists("SELECT a, b FROM t ORDER BY a"),
        numbers.map((a) => [a + 100, `x${a}${a}`]),
      );
    }
    const twin = Array.from({ length: 30 }, (_, a) => [a % 25, "y"]);
    await assert.rejects(database.many("INSERT INTO t VALUES (?, ?)", twin), /UNIQUE/);
    assert.equal(await count(database), 45);
  }));

Deno.test("sqliteDatabase.transaction: seen by nobody until its end, and all of it or nothing", () =>
  withDatabase(async (database) => {
    await database.transaction(async (sql) => {
      await sql.run("INSERT INTO t VALUES (1, 'x')");
      assert.equal(await count(sql), 1);
      assert.equal(await count(database), 0);
    });
    assert.equal(await count(database), 1);
    const failing = database.transaction(async (sql) => {
      await sql.run("INSERT INTO t VALUES (2, 'x')");
      throw new Error("changed my mind");
    });
    await assert.rejects(failing, { message: "changed my mind" });
    await assert.rejects(database.run("INSERT INTO t VALUES (1, 'twin')"), /UNIQUE/);
    await database.run("INSERT INTO t VALUES (3, 'after')");
    assert.deepEqual(await database.lists("SELECT a FROM t ORDER BY a"), [[1], [3]]);
  }));

Deno.test("sqliteDatabase.transaction: a relaxed one alone does not wait for the disk of a durable database", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "t.db");
  const open = (durable: boolean) => openDatabase(path, SCHEMA, { durable });
  const synchronous = async (sql: Sql) =>
    (await sql.one<{ synchronous: number }>("PRAGMA synchronous"))!.synchronous;
  const NORMAL = 1, FULL = 2;
  for (const [durable, firmly] of [[true, FULL], [false, NORMAL]] as const) {
    const database = sqliteDatabase(open(false), open(durable));
    const relaxed = { relaxed: true };
    assert.equal(await database.transaction(synchronous), firmly);
    const both = [database.transaction(synchronous, relaxed), database.transaction(synchronous)];
    assert.deepEqual(await Promise.all(both), [NORMAL, firmly]);
    const failing = database.transaction(() => Promise.reject(new Error("no")), relaxed);
    await assert.rejects(failing, /no/);
    assert.equal(await database.transaction(synchronous), firmly);
    await database.close();
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("sqliteDatabase.transaction: one after the other, though all are begun at once", () =>
  withDatabase(async (database) => {
    await database.run("INSERT INTO t VALUES (1, '0')");
    const increment = () =>
      database.transaction(async (sql) => {
        const row = await sql.one<{ b: string }>("SELECT b FROM t WHERE a = 1");
        await Promise.resolve();
        await sql.run("UPDATE t SET b = ? WHERE a = 1", String(Number(row!.b) + 1));
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    assert.deepEqual(await database.lists("SELECT b FROM t"), [["50"]]);
  }));

Deno.test("sqliteDatabase waits for another's transaction and lets everything else go on meanwhile", () =>
  withDatabase(async (database, path) => {
    using other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    let written = false;
    const writing = database.run("INSERT INTO t VALUES (1, 'x')").then(() => written = true);
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(await count(database), 0);
    }
    assert.equal(written, false);
    other.exec("COMMIT");
    await writing;
    assert.equal(await count(database), 1);
  }));

Deno.test("sqliteSql of a connection that may not wait tells at once that it is locked", () =>
  withDatabase(async (_, path) => {
    using other = new DatabaseSync(path), reader = new DatabaseSync(path, { timeout: 0 });
    other.exec("BEGIN IMMEDIATE");
    await assert.rejects(sqliteSql(reader, 0).run("INSERT INTO t VALUES (1, 'x')"), /database is locked/);
    other.exec("ROLLBACK");
  }));

Deno.test("the dialect of SQLite: LIKE minds letter case, ILIKE does not, neither has an escape", () =>
  withDatabase(async (database) => {
    const { dialect } = database;
    const like = async (text: string, pattern: string) => {
      const row = await database.one<{ yes: number }>(
        `SELECT ${dialect.like("x")} AS yes FROM (SELECT ? AS x)`.replace("GLOB ?", "GLOB ?2").replace(
          "? AS x",
          "?1 AS x",
        ),
        text,
        dialect.likePattern(pattern),
      );
      return row!.yes === 1;
    };
    for (
      const [text, pattern, expected] of [
        ["abc", "a%", true],
        ["Abc", "a%", false],
        ["a[b]*?", "a[b]*?", true],
        ["axb", "a_b", true],
        ["a\\%", "a\\%", true],
        ["[", "[", true],
        ["ab", "a?", false],
        ["", "%", true],
      ] as const
    ) assert.equal(await like(text, pattern), expected, `${text} LIKE ${pattern}`);
    const row = await database.one(`SELECT 1 FROM (SELECT 'ABC' AS x) WHERE ${dialect.ilike("x")}`, "a%");
    assert.ok(row);
  }));
