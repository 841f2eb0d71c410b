import assert from "node:assert/strict";
import { databaseId } from "./database_id.ts";
import { withTemporaryHome } from "./temporary_home.ts";

Deno.test("databaseId is made once, whoever asks first, and differs from that of another home", () =>
  withTemporaryHome(async (home) => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => databaseId(home)));
    assert.match(ids[0], /^[0-9a-f-]{36}$/);
    assert.deepEqual(ids, Array(10).fill(ids[0]));
    assert.equal(await databaseId(home), ids[0]);
    assert.notEqual(await databaseId(`${home}/other`), ids[0]);
  }));
