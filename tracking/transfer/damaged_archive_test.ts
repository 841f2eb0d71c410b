import assert from "node:assert/strict";
import { join } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { packTar, readTar } from "../../lib/tar.ts";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking } from "../tracking_store.ts";
import { archiveDigest } from "./archive_digest.ts";
import { openSource } from "./open_source.ts";
import { writeArchive } from "./write_archive.ts";

type Content = readonly (readonly [path: string, content: string | Uint8Array])[];

/** An archive of two runs with files and metrics. */
async function makeArchive(home: string): Promise<string> {
  await using tracking = await openTracking(join(home, "from"));
  const { experimentId } = await tracking.experiments.create({ name: "trips" });
  for (const name of ["first", "second"]) {
    const metrics = [{ key: "loss", value: 1 / 3 }, { key: "nan", value: NaN }];
    const { runId } = await tracking.runs.create({ experimentId, name, log: { metrics } });
    await tracking.artifacts.log(runId, "notes/a.txt", new TextEncoder().encode(`of ${name}`));
    await tracking.artifacts.log(runId, "b.bin", crypto.getRandomValues(new Uint8Array(3000)));
    await tracking.runs.end(runId, { status: "finished" });
  }
  const path = join(home, "trips.tar.gz");
  await using source = await tracking.transfer.export("trips");
  await writeArchive(source, path);
  return path;
}

async function unpack(path: string): Promise<[string, Uint8Array][]> {
  const bytes = (await Deno.open(path)).readable.pipeThrough(new DecompressionStream("gzip"));
  const content: [string, Uint8Array][] = [];
  for await (const entry of readTar(bytes as ReadableStream<Uint8Array>, path)) {
    content.push([
      entry.path,
      await new Response(entry.content as ReadableStream<Uint8Array<ArrayBuffer>>).bytes(),
    ]);
  }
  return content;
}

/** @param forged with a manifest that fits, as somebody with bad intent would have it */
async function pack(path: string, content: Content, forged = true): Promise<void> {
  const digest = archiveDigest();
  const files = content.filter(([name]) => !forged || name !== "manifest.json").map(([name, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    digest.add(name, { size: bytes.length, sha256: sha256(bytes) });
    return { path: name, size: bytes.length, content: () => ReadableStream.from([bytes]) };
  });
  if (forged) {
    const manifest = new TextEncoder().encode(
      JSON.stringify({ files: digest.files, sha256: digest.sha256() }),
    );
    files.push({
      path: "manifest.json",
      size: manifest.length,
      content: () => ReadableStream.from([manifest]),
    });
  }
  const bytes = packTar(files).pipeThrough(
    new CompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>,
  );
  await Deno.writeFile(path, bytes);
}

/** The archive is refused with a sentence, and the store is as before. */
async function assertRefused(home: string, path: string, expected: RegExp): Promise<void> {
  await using tracking = await openTracking(join(home, "to"));
  await assert.rejects(
    async () => {
      await using source = await openSource(path);
      await tracking.transfer.import(source);
    },
    (error: Error) => {
      assert.ok(error instanceof TaxiError, error.stack);
      assert.match(error.message, expected);
      return true;
    },
  );
  assert.deepEqual((await tracking.experiments.list()).map(({ name }) => name), ["Default"]);
  assert.deepEqual(await tracking.runs.search({}), []);
  assert.deepEqual(await tracking.files.list(""), []);
}

Deno.test("an archive that is cut off anywhere is refused, and nothing of it is imported", () =>
  withTemporaryHome(async (home) => {
    const path = await makeArchive(home);
    const whole = await Deno.readFile(path), cut = join(home, "cut.tar.gz");
    const lengths = Array.from({ length: 24 }, (_, i) => Math.floor(whole.length * i / 24));
    for (const length of [...lengths, 1, 2, 3, whole.length - 9, whole.length - 1]) {
      await Deno.writeFile(cut, whole.subarray(0, length));
      await assertRefused(home, cut, /^Cannot (read|import) ".*cut\.tar\.gz": .*, expected /);
    }
  }));

Deno.test("an archive of which a byte was changed is refused, and nothing of it is imported", () =>
  withTemporaryHome(async (home) => {
    const path = await makeArchive(home);
    const content = await unpack(path), changed = join(home, "changed.tar.gz");
    for (const [i, [name, bytes]] of content.entries()) {
      if (name === "manifest.json") continue;
      const other = bytes.slice();
      other[Math.floor(other.length / 2)] ^= 1;
      await pack(changed, content.with(i, [name, other]), false);
      await assertRefused(home, changed, /^Cannot (read|import) /);
    }
    const runs = content.findIndex(([name]) => name.startsWith("runs/"));
    await pack(changed, content.toSpliced(runs, 1), false);
    await assertRefused(home, changed, /stands where ".*run\.json" should/);
    await pack(changed, [...content, ["more.txt", "x"]], false);
    await assertRefused(home, changed, /"more\.txt" is behind its end/);
    await pack(changed, content.slice(0, -1), false);
    await assertRefused(home, changed, /its end stands where "manifest\.json" should/);
  }));

Deno.test("other files are refused by what they are", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "other.tar.gz");
    const head = { format: "taxi-experiment", version: 1, runs: 0, experiment: {} };
    for (
      const [content, expected] of [
        [[], /it is empty|expected/],
        [[["a.txt", "a"]], /it begins with "a\.txt", expected an archive of "taxi experiments export"/],
        [[["experiment.json", "{}"]], /says nothing of "taxi-experiment"/],
        [[["experiment.json", "null"]], /says nothing of "taxi-experiment"/],
        [[["experiment.json", "{"]], /is no JSON/],
        [[["experiment.json", JSON.stringify(head)]], /is not as expected/],
        [
          [["experiment.json", JSON.stringify({ ...head, version: 2 })]],
          /form 2, expected at most 1: .* newer taxi/,
        ],
      ] as [Content, RegExp][]
    ) {
      await pack(path, content);
      await assertRefused(home, path, expected);
    }
    await Deno.writeTextFile(path, "neither this nor that");
    await assertRefused(home, path, /it is none of these, expected an archive/);
    await Deno.remove(path);
    await assertRefused(home, path, /there is no such file or folder, expected an archive/);
  }));

Deno.test("an archive made to do harm leads nowhere outside", () =>
  withTemporaryHome(async (home) => {
    const content = await unpack(await makeArchive(home));
    const path = join(home, "hostile.tar.gz");
    for (
      const bad of [
        "../../escape.txt",
        "/etc/escape",
        "a/../../b",
        "C:\\x",
        "a//b",
        ".",
        "a\0b",
        "x".repeat(3000),
      ]
    ) {
      const forged = content.map(([name, bytes]): [string, Uint8Array | string] => {
        if (name.endsWith("/notes/a.txt")) return [name.replace("notes/a.txt", bad), bytes];
        if (!name.endsWith("run.json")) return [name, bytes];
        return [name, new TextDecoder().decode(bytes).replace('"notes/a.txt"', JSON.stringify(bad))];
      });
      await pack(path, forged);
      await assertRefused(home, path, /^Cannot (use .* as an artifact path|read ".*")/);
    }
    const id = /runs\/([^/]+)/.exec(content.find(([name]) => name.startsWith("runs/"))![0])![1];
    const renamed = content.map(([name, bytes]): [string, string | Uint8Array] => [
      name.replace(id, ".."),
      name.endsWith("run.json") ? new TextDecoder().decode(bytes).replace(id, "../escape") : bytes,
    ]);
    await pack(path, renamed);
    await using tracking = await openTracking(join(home, "to"));
    await using source = await openSource(path);
    const { leftOut, runs } = await tracking.transfer.import(source);
    assert.deepEqual(leftOut, [{ what: 'run "../escape"', why: "expected an id of 32 hex digits" }]);
    assert.equal(runs.added, 1);
  }));
