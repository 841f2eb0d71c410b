import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { parsePostgresUrl } from "../lib/postgres_address.ts";
import { postgresDatabase } from "../lib/postgres_sql.ts";
import { STORE_CASES } from "../tracking/store_contract.ts";
import SCHEMA_1 from "../tracking/migrations/postgres_001.sql" with { type: "text" };
import { LOST_MILLISECONDS } from "../tracking/flows/crashed_runs.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { postgresMissing, type PostgresServer, startPostgres } from "./postgres_server.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

let server: PostgresServer;
let databases = 0;

Deno.test.beforeAll(async () => {
  if (postgresMissing === "") server = await startPostgres();
});

Deno.test.afterAll(async () => {
  if (postgresMissing === "") await server[Symbol.asyncDispose]();
});

/** A test with an empty database and a home. */
function testPostgres(name: string, work: (url: string, home: string) => Promise<void>): void {
  Deno.test({
    name: `PostgreSQL store: ${name}${postgresMissing}`,
    ignore: postgresMissing !== "",
    fn: async () => {
      const url = await server.createDatabase(`test_${databases++}`);
      await withTemporaryFolder((folder) => work(url, join(folder, "home")));
    },
  });
}

for (const { name, run } of STORE_CASES) {
  testPostgres(name, async (url, home) => {
    let time = 1_700_000_000_000;
    await using store = await openTracking(home, { now: () => time++, database: parsePostgresUrl(url) });
    await run(store);
  });
}

testPostgres("what one process stored another one with another home finds", async (url, home) => {
  const database = parsePostgresUrl(url);
  const first = await openTracking(home, { database });
  const { runId } = await first.runs.create({ experimentId: 0, log: { params: { alpha: "1" } } });
  const stored = await first.runs.get(runId);
  await using second = await openTracking(`${home}-2`, { database });
  assert.deepEqual(await second.runs.get(runId), stored);
  await first.close();
  await first.close(); // a second time does nothing
});

testPostgres("a dead run is marked by its own home and by no other", async (url, home) => {
  const database = parsePostgresUrl(url);
  const dead = await openTracking(home, { database });
  const { runId } = await dead.runs.create({ experimentId: 0 });
  await dead.close(); // counts as dead from now on
  await using other = await openTracking(`${home}-2`, { database });
  assert.deepEqual(other.killedRuns, []);
  assert.equal((await other.runs.get(runId)).status, "running");
  await (await openTracking(home)).close(); // SQLite in that home does not sweep the locks of others
  await using own = await openTracking(home, { database });
  assert.deepEqual(own.killedRuns, [runId]);
  assert.equal((await own.runs.get(runId)).status, "killed");
});

testPostgres(
  "a run of a flow is crashed for another home, even one of this computer, once its heartbeat is missed",
  async (url, home) => {
    const database = parsePostgresUrl(url);
    let late = 0;
    await using other = await openTracking(`${home}-2`, { database, now: () => Date.now() + late });
    const own = await openTracking(home, { database });
    const { flowRunId } = (await own.flows.create({ flow: "monthly", params: {} }))!;
    const attempt = await own.flows.begin(flowRunId);
    assert.deepEqual(await other.flows.markCrashed(), []);
    await assert.rejects(other.flows.begin(flowRunId), { code: "flow_run_in_use" });
    late = LOST_MILLISECONDS / 2;
    await attempt.beat();
    assert.deepEqual(await other.flows.takeCrashed(), []);
    late = LOST_MILLISECONDS + 1000;
    assert.deepEqual(await other.flows.takeCrashed(), [flowRunId]);
    const next = await other.flows.begin(flowRunId);
    assert.equal(await attempt.beat(), "Another process took the run over");
    await attempt.end({ state: "completed", output: "of the one that was lost" });
    await next.end({ state: "completed", output: "of the one that took over" });
    assert.equal((await own.flows.get(flowRunId)).output, "of the one that took over");
    const again = await own.flows.begin(flowRunId, { again: true });
    assert.equal(again.run.attempt, 3);
    await own.close(); // counts as dead from now on
    await using sibling = await openTracking(home, { database });
    assert.deepEqual(await sibling.flows.markCrashed(), [flowRunId]);
  },
);

testPostgres("any number of processes may make the tables at once", async (url, home) => {
  const database = parsePostgresUrl(url);
  const stores = await Promise.all(Array.from({ length: 12 }, () => openTracking(home, { database })));
  await Promise.all(stores.map(({ runs }) => runs.create({ experimentId: 0 })));
  assert.equal((await stores[0].runs.search({})).length, 12);
  await Promise.all(stores.map((store) => store.close()));
});

testPostgres("writers at once lose nothing, and a failed transaction keeps nothing", async (url) => {
  const sql = postgresDatabase(parsePostgresUrl(url)), other = postgresDatabase(parsePostgresUrl(url));
  await sql.run("CREATE TABLE counter (n BIGINT NOT NULL)");
  await sql.run("INSERT INTO counter VALUES (?)", 0);
  await Promise.all(Array.from({ length: 40 }, (_, i) =>
    (i % 2 ? sql : other).transaction(async (sql) => {
      const { n } = (await sql.one<{ n: number }>("SELECT n FROM counter"))!;
      await sql.run("UPDATE counter SET n = ?", n + 1);
    })));
  await assert.rejects(
    sql.transaction(async (sql) => {
      assert.equal(await sql.run("UPDATE counter SET n = ?", 1000), 1);
      throw new Error("changed my mind");
    }),
    { message: "changed my mind" },
  );
  assert.deepEqual(await other.lists("SELECT n FROM counter"), [[40]]);
  await Promise.all([sql.close(), other.close()]);
});

testPostgres("metrics go with their run", async (url, home) => {
  const database = parsePostgresUrl(url), sql = postgresDatabase(database);
  await using store = await openTracking(home, { database });
  const { experimentId } = await store.experiments.getOrCreate("gone");
  const log = { metrics: [{ key: "a", value: 1 }, { key: "a", value: 2 }] };
  const [first, second] = [
    await store.runs.create({ experimentId, log }),
    await store.runs.create({ experimentId: 0, log }),
  ];
  const rows = () =>
    sql.lists(`SELECT run_id FROM metrics UNION ALL SELECT run_id FROM latest_metrics ORDER BY run_id`);
  assert.equal((await rows()).length, 6);
  await sql.run("DELETE FROM runs WHERE run_id = ?", first.runId);
  assert.deepEqual(await rows(), [[second.runId], [second.runId], [second.runId]]);
  await sql.run("DELETE FROM runs");
  assert.deepEqual(await rows(), []);
  await sql.close();
});

testPostgres("many rows at once arrive as each of them would", async (url) => {
  const sql = postgresDatabase(parsePostgresUrl(url));
  await sql.run("CREATE TABLE kept (how TEXT, number BIGINT, value FLOAT8, words TEXT)");
  const insert = "INSERT INTO kept (how, number, value, words) VALUES (?, ?, ?, ?)";
  const row = fc.tuple(
    fc.option(fc.oneof(fc.maxSafeInteger(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))),
    fc.option(fc.double()),
    fc.option(fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", ""))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      await sql.run("DELETE FROM kept");
      await sql.many(insert, rows.map((row) => ["many", ...row]));
      for (const row of rows) await sql.run(insert, "each", ...row);
      const kept = (how: string) =>
        sql.lists("SELECT number::text, value::text, words FROM kept WHERE how = ? ORDER BY 1, 2, 3", how);
      assert.deepEqual(await kept("many"), await kept("each"));
      assert.equal((await kept("many")).length, rows.length);
    }),
    { numRuns: 30 },
  );
  await assert.rejects(sql.many(insert, [["many", 1, 1, "a\0b"]]), { code: "invalid_text" });
  await sql.close();
});

testPostgres("each fault is one sentence without the password", async (url, home) => {
  const right = parsePostgresUrl(url), { database, port } = right;
  const name = `PostgreSQL database "${database}" on 127.0.0.1:${port}`;
  const refused = (change: Partial<typeof right>, message: string) =>
    assert.rejects(openTracking(home, { database: { ...right, ...change } }), { code: "database", message });
  await refused(
    { password: "wrong-secret" },
    `Cannot connect to ${name}: it refuses user "taxi" or the password`,
  );
  await refused(
    { database: "none" },
    `Cannot connect to PostgreSQL database "none" on 127.0.0.1:${port}: there is no such database`,
  );
  await refused(
    { port: 1 },
    `Cannot connect to PostgreSQL database "${database}" on 127.0.0.1:1: nothing listens there`,
  );
  await using store = await openTracking(home, { database: right });
  await assert.rejects(store.experiments.getOrCreate("a\0b"), {
    code: "invalid_text",
    message: `Cannot store a text in ${name}: found a NUL character, expected none`,
  });
});

testPostgres("a database of a newer taxi or of another program is left alone", async (url, home) => {
  const database = parsePostgresUrl(url), sql = postgresDatabase(database);
  await (await openTracking(home, { database })).close();
  await sql.run("UPDATE taxi_schema SET version = ?", 99);
  await assert.rejects(openTracking(home, { database }), {
    code: "database_version",
    message: /it has schema 99, expected at most \d+: it was written by a newer taxi$/,
  });
  await sql.run("DROP TABLE taxi_schema");
  await assert.rejects(openTracking(home, { database }), {
    code: "database",
    message: /it has table ".*" of another program, expected an empty database or one of taxi$/,
  });
  await sql.close();
});

testPostgres("a database of schema 1 is brought up to date with what it has", async (url, home) => {
  const { default: postgres } = await import("postgres");
  const first = postgres(url, { onnotice: () => {} });
  await first.unsafe(SCHEMA_1);
  await first.unsafe(`
    CREATE TABLE taxi_schema (version BIGINT NOT NULL, id TEXT NOT NULL);
    INSERT INTO taxi_schema VALUES (1, 'a database');
    INSERT INTO runs (run_id, experiment_id, name, user_id, owner, status, start_time)
      VALUES ('a', 0, 'old', '', 'client', 'running', 1);
    INSERT INTO params VALUES ('a', 'depth', '3');
    INSERT INTO run_tags VALUES ('a', 'team', 'a');
    INSERT INTO metrics VALUES ('a', 'mae', 0, 1, 0.5);
    INSERT INTO latest_metrics VALUES ('a', 'mae', 0, 1, 0.5)`);
  await first.end();
  await using store = await openTracking(home, { database: parsePostgresUrl(url) });
  const keys = { params: ["depth"], metrics: ["mae"], tags: ["team"] };
  assert.deepEqual(await store.runs.keys(0), keys);
  await store.runs.log("a", { params: { width: "1" }, metrics: [{ key: "mae", value: 0.25, step: 1 }] });
  assert.deepEqual(await store.runs.keys(0), { ...keys, params: ["depth", "width"] });
  assert.equal((await store.runs.metricHistory("a", "mae")).length, 2);
});

testPostgres(
  "a server that goes down fails what it was asked, and serves again once back",
  async (url, home) => {
    const database = parsePostgresUrl(url);
    await using store = await openTracking(home, { database });
    const { runId } = await store.runs.create({ experimentId: 0 });
    const sql = postgresDatabase(database);
    const begun = Promise.withResolvers<void>(), back = Promise.withResolvers<void>();
    const cut = sql.transaction(async (sql) => {
      await sql.run("UPDATE runs SET name = ?", "half done");
      begun.resolve();
      await back.promise;
      await sql.run("UPDATE runs SET name = ?", "as if nothing had been");
    });
    const failed = assert.rejects(cut, {
      code: "database",
      message: /^Cannot connect to PostgreSQL database .*: the server closed the connection$/,
    });
    await begun.promise;
    await server.stop();
    await failed;
    await assert.rejects(store.runs.get(runId), { code: "database", message: /: nothing listens there$/ });
    await server.start();
    const { name } = await store.runs.get(runId);
    assert.notEqual(name, "half done");
    await sql.transaction(async (sql) => { // on the connection that the other one had
      await sql.run("UPDATE runs SET user_id = ?", "whole");
      back.resolve();
      await sql.one("SELECT pg_sleep(0.05)");
      await sql.run("UPDATE runs SET user_id = user_id || ?", "!");
    });
    const { name: later, user } = await store.runs.get(runId);
    assert.deepEqual({ later, user }, { later: name, user: "whole!" });
    await sql.close();
  },
);
