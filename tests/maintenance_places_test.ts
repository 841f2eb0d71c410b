import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parsePostgresUrl, type PostgresAddress } from "../lib/postgres_address.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { postgresMissing, startPostgres } from "./postgres_server.ts";
import { BUCKET, motoMissing, s3Environment, startS3 } from "./s3_store.ts";
import { postJson, runTaxi, startServer, taxiJson } from "./taxi_process.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

/** Logs a run with one file and deletes it, and makes every content of the home an old one. @returns the content's hash */
async function logAndDelete(home: string, text: string, database?: PostgresAddress): Promise<string> {
  await using tracking = await openTracking(home, { database });
  const { runId } = await tracking.runs.create({ experimentId: 0, owner: "client" });
  const { sha256 } = await tracking.artifacts.log(runId, "a.txt", new TextEncoder().encode(text));
  await tracking.runs.delete(runId);
  for (const folder of Deno.readDirSync(join(home, "artifacts"))) {
    if (!folder.isDirectory) continue;
    for (const name of namesIn(join(home, "artifacts", folder.name))) {
      await Deno.utime(join(home, "artifacts", folder.name, name), 0, 0);
    }
  }
  return sha256;
}

Deno.test({
  name:
    `taxi runs gc of a shared PostgreSQL database leaves what others have in the same home${postgresMissing}`,
  ignore: postgresMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using postgres = await startPostgres();
      const url = await postgres.createDatabase("taxi"), database = parsePostgresUrl(url);
      const [one, two] = ["one", "two"].map((name) => join(folder, name));
      const isThere = (home: string, hash: string) =>
        existsSync(join(home, "artifacts", hash.slice(0, 2), hash));
      const gc = (home: string, ...more: string[]) =>
        taxiJson(["runs", "gc", "--older-than", "0d", "--home", home, ...more]);
      const shared = await logAndDelete(one, "of one in PostgreSQL", database);
      const other = await logAndDelete(two, "of two in PostgreSQL", database);
      const local = await logAndDelete(two, "of two in SQLite");
      assert.deepEqual([(await gc(two)).runs, isThere(two, local), isThere(two, other)], [1, true, true]);
      assert.match((await gc(two)).contents_kept_because, /a PostgreSQL database that is not open here/);
      const kept = await logAndDelete(two, "of two in SQLite too");
      const there = await gc(two, "--tracking", url);
      assert.deepEqual([there.runs, there.contents], [2, 2]); // of both homes; what SQLite let go of before, too
      assert.deepEqual([isThere(two, local), isThere(two, other), isThere(two, kept)], [false, false, true]);
      assert.ok(isThere(one, shared));
      const here = await gc(one, "--tracking", url);
      assert.deepEqual([here.runs, here.contents, isThere(one, shared)], [0, 1, false]);
    }),
});

Deno.test({
  name: `taxi backup, restore and runs gc work on artifacts in a bucket${motoMissing}`,
  ignore: motoMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using moto = await startS3(folder);
      const env = s3Environment(moto.url), home = join(folder, "home"), file = join(folder, "backup.tar");
      const at = (prefix: string) => ["--artifacts", `s3://${BUCKET}/${prefix}`];
      const api = "api/2.0/mlflow";
      let runId: string;
      {
        await using server = await startServer(["--home", home, ...at("from")], { env });
        const { run } = await postJson(`${server.url}/${api}/runs/create`, { experiment_id: "0" });
        runId = run.info.run_id;
        const path = `api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/a.txt`;
        await fetch(`${server.url}/${path}`, { method: "PUT", body: "in the bucket" }).then((answer) =>
          answer.text()
        );
        const { files } = await taxiJson(["backup", file, "--home", home, ...at("from")], { env });
        assert.ok(files >= 2);
        await postJson(`${server.url}/${api}/runs/delete`, { run_id: runId });
      }
      const gc = await taxiJson(["runs", "gc", "--older-than", "0d", "--home", home, ...at("from")], { env });
      assert.deepEqual([gc.runs, gc.contents, gc.young_contents], [1, 0, 1]);
      const copy = join(folder, "copy");
      await taxiJson(["restore", file, "--home", copy, ...at("to")], { env });
      await using server = await startServer(["--home", copy, ...at("to")], { env });
      const path = `api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/a.txt`;
      assert.equal(await (await fetch(`${server.url}/${path}`)).text(), "in the bucket");
      assert.ok(!existsSync(join(copy, "artifacts")));
      const restore = ["restore", file, "--force", "--home", copy, ...at("to")];
      const { code, stderr } = await runTaxi(restore, { env });
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^taxi: Cannot replace ".*tracking.db": another process has it open, expected none/,
      );
    }),
});
