import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../lib/hash.ts";
import { packTar, readTar, type TarFile } from "../lib/tar.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { json, words } from "./commands_home.ts";
import { assertDatabasesIntact } from "./home_invariants.ts";
import { snapshot, startServer } from "./taxi_process.ts";
import { lookAtHome, makeTrackedHome } from "./tracked_home.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const encoder = new TextEncoder();

Deno.test("taxi backup and taxi restore carry a home to another place", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), copy = join(folder, "copy"), file = join(folder, "backup.tar");
    await makeTrackedHome(home);
    const made = await json(["backup", file, "--home", home]);
    assert.deepEqual(made, { file, files: 7, bytes: (await Deno.stat(file)).size });
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    const restored = await json(["restore", file, "--home", copy]);
    assert.deepEqual([restored.home, restored.files, restored.replaced], [copy, 7, null]);
    assert.deepEqual(await lookAtHome(copy), await lookAtHome(home));
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
    await makeTrackedHome(home, "first");
    await words(["backup", file, "--home", home]);
    await makeTrackedHome(other, "second");
    await Deno.mkdir(join(other, "trips"));
    const before = await lookAtHome(other), files = snapshot(other);
    assert.match(
      await words(["restore", file, "--home", other], 2),
      /Cannot restore into home ".*": it has tokens.json, predictions.db, tracking.db, expected none; --force keeps/,
    );
    assert.deepEqual(snapshot(other), files);
    const { replaced } = await json(["restore", file, "--force", "--home", other]);
    assert.deepEqual(await lookAtHome(other), await lookAtHome(home));
    assert.match(replaced, /before-restore-\d{8}T\d{6}Z$/);
    assert.equal(await Deno.readTextFile(join(replaced, "models", "abc.taxi")), "model file second");
    for (const name of ["tracking.db", "predictions.db", "tokens.json"]) {
      await Deno.rename(join(replaced, name), join(other, name));
    }
    assert.deepEqual(await lookAtHome(other), before); // its contents are still there
    assert.ok((await Deno.stat(join(other, "trips"))).isDirectory);
  }));

Deno.test("taxi restore refuses a home that a process has open, and leaves it as it was", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), file = join(folder, "backup.tar");
    await makeTrackedHome(home);
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

Deno.test("taxi backup works while taxi serve runs, taxi restore waits for its end, even if nobody asks it", () =>
  withTemporaryFolder(async (folder) => {
    const home = join(folder, "home"), file = join(folder, "backup.tar");
    await makeTrackedHome(home);
    const before = await lookAtHome(home), restore = ["restore", file, "--force", "--home", home];
    const server = await startServer(["--home", home]);
    await words(["backup", file, "--home", home]);
    assert.match(await words(restore, 1), /another process has it open, expected none: stop taxi serve/);
    await server.stop();
    await words(restore);
    assert.deepEqual(await lookAtHome(home), before);
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
    await makeTrackedHome(home);
    await words(["backup", file, "--home", home]);
    await makeTrackedHome(other, "second");
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
    await test.step("changed somewhere in a database", async () => {
      const database = new TextDecoder("latin1").decode(whole).indexOf("SQLite format 3");
      for (let i = 0; i < 12; i++) {
        const bytes = whole.slice();
        bytes[database + 4096 * i] ^= 0xff;
        await Deno.writeFile(file, bytes);
        await refused(/Cannot restore ".*backup.tar": "tracking.db" has sha256 /);
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
    await makeTrackedHome(home);
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
    await makeTrackedHome(home);
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
    await makeTrackedHome(home);
    await words(["backup", file, "--home", home]);
    const before = await lookAtHome(home);
    const restore = () => json(["restore", file, "--force", "--home", home]);
    await Deno.writeTextFile(join(home, "tracking.db"), "torn".repeat(5000));
    await restore();
    assert.deepEqual(await lookAtHome(home), before);
    await using tracking = await openTracking(home);
    await tracking.experiments.create({ name: "in the log only" });
    const logged = await Deno.readFile(log);
    await tracking.close();
    await Deno.remove(join(home, "tracking.db"));
    await Deno.writeFile(log, logged);
    const { replaced } = await restore();
    assert.deepEqual(await Deno.readFile(join(replaced, "tracking.db-wal")), logged);
    assert.deepEqual(await lookAtHome(home), before);
  }));
