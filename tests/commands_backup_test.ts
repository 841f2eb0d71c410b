import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../lib/hash.ts";
import { packTar, readTar, type TarFile } from "../lib/tar.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { json, words } from "./commands_home.ts";
import { assertDatabasesIntact } from "./home_invariants.ts";
import { snapshot } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const encoder = new TextEncoder();

/** A home with two runs, files of them, a model version, a model file and a token. */
async function makeHome(home: string, name = "first"): Promise<void> {
  {
    await using tracking = await openTracking(home);
    for (const run of ["one", "two"]) {
      const { runId } = await tracking.runs.create({ experimentId: 0, name: `${name} ${run}` });
      await tracking.artifacts.log(runId, "same.txt", encoder.encode("the same for all"));
      await tracking.artifacts.log(runId, "model.taxi", encoder.encode(`model ${name} ${run}`));
      await tracking.runs.end(runId, { status: "finished" });
      await tracking.models.createVersion({ name: "fares", runId, artifact: "model.taxi" });
    }
    const { runId } = await tracking.runs.create({ experimentId: 0 });
    await tracking.artifacts.log(runId, "unused.txt", encoder.encode("nothing refers to this"));
    await tracking.files.delete(`0/${runId}/artifacts/unused.txt`);
    await tracking.runs.end(runId, { status: "finished" });
  }
  openPredictionLog(home).close();
  await Deno.mkdir(join(home, "models"), { recursive: true });
  await Deno.writeTextFile(join(home, "models", "abc.taxi"), `model file ${name}`);
  await words(["tokens", "create", name, "--home", home]);
}

/** All that a person sees of a home's runs, files and models. */
async function look(home: string): Promise<unknown> {
  await using tracking = await openTracking(home);
  const runs = await tracking.runs.search({ limit: 100 });
  const files = await tracking.files.listBelow("");
  const contents = await Promise.all(files.map(({ sha256 }) => tracking.artifacts.readContent(sha256)));
  const versions = await tracking.models.listVersions("fares");
  for (const version of versions) await tracking.artifacts.readContent(version.sha256!);
  return { runs, files, contents: contents.map(sha256), versions };
}

Deno.test("taxi backup and taxi restore carry a home to another place", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), copy = join(folder, "copy"), file = join(folder, "backup.tar");
    await makeHome(home);
    const made = await json(["backup", file, "--home", home]);
    assert.deepEqual(made, { file, files: 7, bytes: (await Deno.stat(file)).size });
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    const restored = await json(["restore", file, "--home", copy]);
    assert.deepEqual([restored.home, restored.files, restored.replaced], [copy, 7, null]);
    assert.deepEqual(await look(copy), await look(home));
    for (const name of ["tokens.json", "models/abc.taxi"]) {
      assert.deepEqual(await Deno.readFile(join(copy, name)), await Deno.readFile(join(home, name)));
    }
    assertDatabasesIntact(copy);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(copy))).map(({ name }) => name).sort(), [
      ...["artifacts", "locks", "models", "predictions.db", "tokens.json", "tracking.db"],
    ]);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort(), [
      ...["backup.tar", "copy", "home"],
    ]);
  }));

Deno.test("taxi restore replaces a home only with --force, and keeps what it replaces", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), other = join(folder, "other"), file = join(folder, "backup.tar");
    await makeHome(home, "first");
    await words(["backup", file, "--home", home]);
    await makeHome(other, "second");
    await Deno.mkdir(join(other, "trips"));
    const before = await look(other), files = snapshot(other);
    assert.match(
      await words(["restore", file, "--home", other], 2),
      /Cannot restore into home ".*": it has tokens.json, predictions.db, tracking.db, expected none; --force keeps/,
    );
    assert.deepEqual(snapshot(other), files);
    const { replaced } = await json(["restore", file, "--force", "--home", other]);
    assert.deepEqual(await look(other), await look(home));
    assert.match(replaced, /before-restore-\d{8}T\d{6}Z$/);
    assert.equal(await Deno.readTextFile(join(replaced, "models", "abc.taxi")), "model file second");
    for (const name of ["tracking.db", "predictions.db", "tokens.json"]) {
      await Deno.rename(join(replaced, name), join(other, name));
    }
    assert.deepEqual(await look(other), before); // its contents are still there
    assert.ok((await Deno.stat(join(other, "trips"))).isDirectory);
  }));

Deno.test("taxi restore refuses a home that a process has open, and leaves it as it was", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), file = join(folder, "backup.tar");
    await makeHome(home);
    await words(["backup", file, "--home", home]);
    const restore = ["restore", file, "--force", "--home", home];
    {
      await using tracking = await openTracking(home);
      assert.match(
        await words(restore, 1),
        /Cannot replace ".*tracking.db": another process has it open, expected none/,
      );
      assert.equal((await tracking.runs.search({})).length, 3);
    }
    const log = openPredictionLog(home);
    assert.match(await words(restore, 1), /Cannot replace ".*predictions.db": another process has it open/);
    log.close();
    await words(restore);
  }));

/** The archive with its files changed. */
async function forge(
  file: string,
  change: (files: Map<string, Uint8Array<ArrayBuffer>>) => void,
): Promise<void> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { path, content } of readTar((await Deno.open(file)).readable, file)) {
    files.set(path, await new Response(content as ReadableStream<Uint8Array<ArrayBuffer>>).bytes());
  }
  change(files);
  const forged = [...files].map(([path, bytes]): TarFile => ({
    path,
    size: bytes.length,
    content: () => new Blob([bytes]).stream(),
  }));
  await Deno.writeFile(file, packTar(forged));
}

Deno.test("taxi restore refuses what is no whole backup, with nothing changed", (test) =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), other = join(folder, "other"), file = join(folder, "backup.tar");
    await makeHome(home);
    await words(["backup", file, "--home", home]);
    await makeHome(other, "second");
    await openTracking(other).then((store) => store.close()); // no log is left
    const whole = await Deno.readFile(file), before = snapshot(other);
    const refused = async (expected: RegExp) => {
      assert.match(await words(["restore", file, "--force", "--home", other], 1), expected);
      assert.deepEqual(snapshot(other), before);
    };
    await test.step("cut off anywhere", async () => {
      for (let i = 0; i < 12; i++) {
        await Deno.writeFile(file, whole.subarray(0, Math.floor(whole.length * i / 12)));
        await refused(/Cannot (read|restore) ".*backup.tar": /);
      }
    });
    await test.step("changed anywhere", async () => {
      for (let i = 0; i < 12; i++) {
        const bytes = whole.slice();
        const at = Math.floor((whole.length - 2000) * (i + 0.5) / 12);
        bytes[at] ^= 0xff;
        await Deno.writeFile(file, bytes);
        const { code } = await import("./run_main.ts").then(({ runMain }) =>
          runMain(["restore", file, "--force", "--home", other])
        );
        if (code !== 0) assert.deepEqual(snapshot(other), before, `byte ${at}`);
        else { // padding between files means nothing
          assert.deepEqual(
            (await look(other) as { runs: unknown }).runs,
            (await look(home) as { runs: unknown }).runs,
          );
          assert.fail(`byte ${at} of ${whole.length} means nothing: choose others`);
        }
      }
    });
    const cases: [string, RegExp, (files: Map<string, Uint8Array<ArrayBuffer>>) => void][] = [
      [
        "an archive of something else",
        /an archive of something else/,
        (files) => files.delete("manifest.json"),
      ],
      ["one file missing", /"models\/abc.taxi" is missing/, (files) => files.delete("models/abc.taxi")],
      ["one file more", /"more.txt" is in it/, (files) => files.set("more.txt", new Uint8Array(1))],
      [
        "another content",
        /"tokens.json" has (sha256|\d+ bytes)/,
        (files) => files.set("tokens.json", encoder.encode("[]")),
      ],
      [
        "a path that leads out",
        /its manifest is damaged/,
        (files) => edit(files, (text) => text.replace("tokens.json", "../tokens.json")),
      ],
      [
        "a newer form",
        /it was made by a newer taxi/,
        (files) => edit(files, (text) => text.replace('"version":1', '"version":2')),
      ],
      [
        "a content that the database names missing",
        /the bytes of (artifact|model version) .* are missing/,
        (files) => {
          const [path] = [...files.keys()].filter((path) => path.startsWith("artifacts/"));
          files.delete(path);
          edit(files, (text) => {
            const manifest = JSON.parse(text);
            manifest.files = manifest.files.filter((file: { path: string }) => file.path !== path);
            return JSON.stringify(manifest);
          });
        },
      ],
    ];
    for (const [name, expected, change] of cases) {
      await test.step(name, async () => {
        await Deno.writeFile(file, whole);
        await forge(file, change);
        await refused(expected);
      });
    }
    await Deno.remove(file);
    await refused(/backup.tar": there is no such file or folder/);
  }));

function edit(files: Map<string, Uint8Array<ArrayBuffer>>, change: (text: string) => string): void {
  files.set("manifest.json", encoder.encode(change(new TextDecoder().decode(files.get("manifest.json")))));
}

Deno.test("taxi restore refuses a database of a newer taxi", () =>
  withTemporaryFolder(async (folder) => {
    const { DatabaseSync } = await import("node:sqlite");
    const home = join(folder, "home"), file = join(folder, "backup.tar");
    await makeHome(home);
    await words(["backup", file, "--home", home]);
    await forge(file, (files) => {
      const path = join(folder, "newer.db");
      Deno.writeFileSync(path, files.get("tracking.db")!);
      const database = new DatabaseSync(path);
      database.exec("PRAGMA user_version = 99");
      database.close();
      const bytes = Deno.readFileSync(path);
      const old = sha256(files.get("tracking.db")!);
      files.set("tracking.db", bytes);
      edit(files, (text) => text.replace(old, sha256(bytes)));
    });
    assert.match(
      await words(["restore", file, "--home", join(folder, "copy")], 1),
      /has schema 99, expected at most/,
    );
  }));

Deno.test("taxi backup refuses what it could not restore", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), file = join(folder, "backup.tar");
    assert.match(
      await words(["backup", file, "--home", home], 2),
      /it has neither runs nor predictions, models nor tokens/,
    );
    await makeHome(home);
    assert.match(await words(["backup", folder, "--home", home], 2), /it is a folder, expected a file/);
    assert.match(
      await words(["backup", file, "--home", home, "--tracking", "postgres://taxi@localhost/taxi"], 2),
      /Cannot back up a PostgreSQL database: its own pg_dump does/,
    );
    const same = sha256(encoder.encode("the same for all"));
    const content = join(home, "artifacts", same.slice(0, 2), same);
    await Deno.writeTextFile(content, "THE SAME FOR ALL");
    assert.match(
      await words(["backup", file, "--home", home], 1),
      /Cannot back up "artifacts\/.*": its sha256 is/,
    );
    await Deno.remove(content);
    assert.match(
      await words(["backup", file, "--home", home], 1),
      /Cannot back up artifact "0\/.*\/same.txt": its bytes are not/,
    );
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["home"]);
  }));

Deno.test("taxi restore takes a home whose databases are damaged or gone, but for their logs", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), file = join(folder, "backup.tar"), log = join(home, "tracking.db-wal");
    await makeHome(home);
    await words(["backup", file, "--home", home]);
    const before = await look(home);
    const restore = () => json(["restore", file, "--force", "--home", home]);
    await Deno.writeTextFile(join(home, "tracking.db"), "torn".repeat(5000));
    await restore();
    assert.deepEqual(await look(home), before);
    await using tracking = await openTracking(home);
    await tracking.experiments.create({ name: "in the log only" });
    const logged = await Deno.readFile(log);
    await tracking.close();
    await Deno.remove(join(home, "tracking.db"));
    await Deno.writeFile(log, logged);
    const { replaced } = await restore();
    assert.deepEqual(await Deno.readFile(join(replaced, "tracking.db-wal")), logged);
    assert.deepEqual(await look(home), before);
  }));
