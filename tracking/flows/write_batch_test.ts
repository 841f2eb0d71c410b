import assert from "node:assert/strict";
import type { Sql, SqlDatabase } from "../../lib/sql.ts";
import { WriteBatch } from "./write_batch.ts";

/** Notes of each transaction how many writes it had and whether it was relaxed. */
function recordingDatabase() {
  const transactions: [writes: number, relaxed: boolean][] = [];
  let writes = 0;
  const sql = {
    transaction: async <T>(work: (sql: Sql) => Promise<T>, options?: { relaxed?: boolean }): Promise<T> => {
      writes = 0;
      const result = await work(sql as unknown as Sql);
      transactions.push([writes, options?.relaxed === true]);
      return result;
    },
  };
  const write = () => Promise.resolve(void writes++);
  return { batch: new WriteBatch(sql as unknown as SqlDatabase), transactions, write };
}

Deno.test("WriteBatch: what comes during a commit goes together into the next one", async () => {
  const { batch, transactions, write } = recordingDatabase();
  await Promise.all([batch.add(write), batch.add(write)]);
  await batch.add(async () => {
    void batch.add(write);
    void batch.add(write);
    await write();
  });
  await batch.add(write);
  assert.deepEqual(transactions.map(([writes]) => writes), [2, 1, 3]);
});

Deno.test("WriteBatch: a transaction is relaxed when all of its writes are", async () => {
  const { batch, transactions, write } = recordingDatabase();
  const relaxed = { relaxed: true };
  await Promise.all([batch.add(write, relaxed), batch.add(write, relaxed)]);
  await Promise.all([batch.add(write, relaxed), batch.add(write), batch.add(write, relaxed)]);
  await batch.add(write, relaxed);
  await batch.add(write);
  assert.deepEqual(transactions, [[2, true], [3, false], [1, true], [1, false]]);
});
