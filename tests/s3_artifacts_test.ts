import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingestSmall } from "./commands_home.ts";
import { mlflowMissing, pytest } from "./mlflow_python.ts";
import { BUCKET, motoMissing, s3Environment, startS3 } from "./s3_store.ts";
import { postJson, runTaxi, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const CONFORMANCE = fileURLToPath(new URL("../../shared/mlflow/conformance.py", import.meta.url));
const CASES = fileURLToPath(new URL("mlflow_cases.py", import.meta.url));
const absent = existsSync(CONFORMANCE) ? "" : ` (SKIPPED: there is no ${CONFORMANCE})`;
const ARTIFACTS = ["--artifacts", `s3://${BUCKET}/team`];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--model", "mean", "--register", "fares"];

Deno.test({
  name: `--artifacts s3:// keeps what taxi trains in the bucket, and serves it from there${motoMissing}`,
  ignore: motoMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using moto = await startS3(folder);
      const home = join(folder, "home"), env = s3Environment(moto.url);
      await ingestSmall(home, "2024-03..2024-04");
      const { registered } = await taxiJson([...TRAIN, ...ARTIFACTS, "--home", home], { env });
      assert.equal(registered.name, "fares");
      const { Contents } = await moto.ask("s3api", "list-objects-v2", "--bucket", BUCKET);
      for (const { Key } of Contents) {
        assert.match(Key, /^team\/(used-by-[0-9a-f-]{36}|([0-9a-f]{2})\/\2[0-9a-f]{62})$/);
      }
      assert.ok(!existsSync(join(home, "artifacts")), "nothing went to the home");

      const withVariable = { ...env, TAXI_ARTIFACTS: ARTIFACTS[1] };
      const card = await runTaxi(["models", "card", "fares", "--home", home], { env: withVariable });
      assert.equal(card.code, 0, card.stderr);
      await using server = await startServer(
        ["--home", home, "--model", "fares@champion", ...ARTIFACTS],
        { env },
      );
      const trip = { PULocationID: 1, DOLocationID: 2, trip_distance: 1 };
      assert.ok((await postJson(`${server.url}/predict`, trip)).predicted_duration > 0);
      const again = await runTaxi([...TRAIN, ...ARTIFACTS, "--home", home], { env });
      assert.match(again.stdout, new RegExp(`taxi serve .* ${ARTIFACTS.join(" ")} --home `), again.stderr);
    }),
});

Deno.test({
  name:
    `the real MLflow client's artifacts go to the bucket of taxi serve${mlflowMissing}${motoMissing}${absent}`,
  ignore: mlflowMissing + motoMissing + absent !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using moto = await startS3(folder);
      const home = join(folder, "home"), env = s3Environment(moto.url);
      await using server = await startServer(["--home", home, ...ARTIFACTS], { env });
      const args = ["-k", "artifact or download or load_by_alias or ready_logged_model"];
      for (const file of [CONFORMANCE, CASES]) {
        const { code, said } = await pytest(file, server.url, { args });
        assert.equal(code, 0, said);
      }
      assert.ok(!existsSync(join(home, "artifacts")), "nothing went to the home");
      assert.deepEqual(Array.from(Deno.readDirSync(join(home, "uploads"))), []);
      const { Contents } = await moto.ask("s3api", "list-objects-v2", "--bucket", BUCKET);
      assert.ok(Contents.length > 10);
      const { stderr } = await server.stop();
      assert.doesNotMatch(stderr, /failed|Error/, "the server told of faults");
    }),
});

const MEGABYTE = 1 << 20;

Deno.test({
  name: `taxi serve passes large artifacts on to the bucket and back in constant memory${motoMissing}`,
  ignore: motoMissing !== "" || Deno.build.os !== "linux",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using moto = await startS3(folder);
      const args = ["--home", join(folder, "home"), ...ARTIFACTS];
      await using server = await startServer(args, { env: s3Environment(moto.url) });
      const url = `${server.url}/api/2.0/mlflow-artifacts/artifacts/large.bin`;
      const pass = async (megabytes: number) => {
        const put = await fetch(url, { method: "PUT", body: ReadableStream.from(parts(megabytes)) });
        assert.equal(put.status, 200, await put.text());
        let size = 0;
        for await (const part of (await fetch(url)).body!) size += part.length;
        assert.equal(size, megabytes * MEGABYTE);
        return peakMemory(server.document.pid);
      };
      const small = await pass(64), large = await pass(256);
      assert.ok(large - small < 100 * MEGABYTE, `${small} bytes for 64 MB, ${large} for 256 MB`);
    }),
});

async function* parts(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < megabytes; i++) yield await Promise.resolve(new Uint8Array(MEGABYTE).fill(i));
}

async function peakMemory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
