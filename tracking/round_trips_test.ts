import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../lib/sqlite.ts";
import { sqliteDatabase } from "../lib/sqlite_sql.ts";
import type { Sql, SqlDatabase } from "../lib/sql.ts";
import { diskBlobs } from "./disk_blobs.ts";
import { TRACKING_MIGRATIONS } from "./migrations.ts";
import { openRunLocks } from "./run_locks.ts";
import { withTemporaryHome } from "./temporary_home.ts";
import { openStore, type Tracking } from "./tracking_store.ts";

/** A database that counts what it is asked, as each question is a round trip where the database is elsewhere. */
function counting(database: SqlDatabase): { readonly sql: SqlDatabase; readonly count: () => number } {
  let count = 0;
  const counted = <Database extends Sql>(sql: Database): Database => ({
    ...sql,
    all: (...asked) => (count++, sql.all(...asked)),
    lists: (...asked) => (count++, sql.lists(...asked)),
    one: (...asked) => (count++, sql.one(...asked)),
    run: (...asked) => (count++, sql.run(...asked)),
    many: (...asked) => (count++, sql.many(...asked)),
  });
  const transaction: SqlDatabase["transaction"] = (work) => database.transaction((sql) => work(counted(sql)));
  return { sql: { ...counted(database), transaction }, count: () => count };
}

/** As many things as asked, and what then is done with all of them at once. */
type Work = (store: Tracking, many: number) => Promise<() => Promise<unknown>>;

const names = (many: number) => Array.from({ length: many }, (_, i) => `name ${i}`);
const values = (many: number) => Object.fromEntries(names(many).map((name) => [name, name]));

const WORKS: Readonly<Record<string, Work>> = {
  "runs.find": async ({ runs }, many) => {
    const batch = { params: values(3), tags: values(3), metrics: [{ key: "m", value: 1 }] };
    for (const name of names(many)) await runs.create({ experimentId: 0, name, log: batch });
    return () =>
      runs.find({ experimentIds: [0], filter: "metrics.m > 0", orderBy: ["metrics.m"], limit: 100 });
  },
  "runs.log": async ({ runs }, many) => {
    const { runId } = await runs.create({ experimentId: 0 });
    const metrics = names(many).map((key) => ({ key, value: 1 }));
    return () => runs.log(runId, { params: values(many), tags: values(many), metrics });
  },
  "experiments.find": async ({ experiments }, many) => {
    for (const name of names(many)) await experiments.create({ name, tags: values(2) });
    return () => experiments.find({ limit: 100 });
  },
  "models.find": async ({ models }, many) => {
    for (const name of names(many)) await models.createVersion({ name, source: "s", aliases: ["a", "b"] });
    return () => models.find({ limit: 100 });
  },
  "models.findVersions": async ({ models }, many) => {
    for (const alias of names(many)) await models.createVersion({ name: "m", source: "s", tags: { alias } });
    return () => models.findVersions({ limit: 100 });
  },
  "loggedModels.find": async ({ loggedModels }, many) => {
    for (const name of names(many)) {
      await loggedModels.create({ experimentId: 0, name, params: values(2), tags: values(2) });
    }
    return () => loggedModels.find({ experimentIds: [0], limit: 100 });
  },
  "loggedModels.create": ({ loggedModels }, many) =>
    Promise.resolve(() => loggedModels.create({ experimentId: 0, params: values(many), tags: values(many) })),
};

for (const [name, work] of Object.entries(WORKS)) {
  Deno.test(`${name} asks the database as often for many as for two`, async () => {
    const [few, lots] = [await questions(work, 2), await questions(work, 40)];
    assert.equal(lots, few);
    assert.ok(few > 0);
  });
}

/** How often the database is asked. */
async function questions(work: Work, many: number): Promise<number> {
  let asked = 0;
  await withTemporaryHome(async (home) => {
    const path = join(home, "tracking.db"), open = () => openDatabase(path, TRACKING_MIGRATIONS);
    const { sql, count } = counting(sqliteDatabase(open(), open()));
    await using store = await openStore({
      sql,
      locks: openRunLocks(join(home, "locks")),
      flowLocks: openRunLocks(join(home, "locks", "flows")),
      shared: false,
      blobs: diskBlobs(home),
      now: Date.now,
    });
    const act = await work(store, many), before = count();
    await act();
    asked = count() - before;
  });
  return asked;
}
