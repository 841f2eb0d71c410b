import assert from "node:assert/strict";
import fc from "fast-check";
import type { FolderEntry } from "./files.ts";
import type { StoreCase } from "./store_case.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return decoder.decode(await new Response(stream).bytes());
}

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield encoder.encode(await Promise.resolve(text));
}

const NAME = fc.constantFrom("a", "b", "a.txt", "a0", "ä b", "z");
const PATHS = fc.uniqueArray(fc.array(NAME, { minLength: 1, maxLength: 3 }).map((names) => names.join("/")), {
  maxLength: 12,
});

/** What a folder of these paths lists, read from the paths themselves. */
function listed(paths: readonly string[], folder: string): FolderEntry[] {
  const start = folder === "" ? "" : `${folder}/`;
  const inside = paths.filter((path) => path.startsWith(start)).map((path) =>
    path.slice(start.length).split("/")
  );
  const names = [...new Set(inside.map(([name]) => name))];
  return names.map((name) => {
    const isFolder = inside.some(([first, ...rest]) => first === name && rest.length > 0);
    return { name, isFolder, size: isFolder ? 0 : name.length };
  });
}

const byName = (a: FolderEntry, b: FolderEntry) => a.name < b.name ? -1 : 1;

/** The tree of files: part of the contract of every store. */
export const FILES_CASES: readonly StoreCase[] = [
  {
    name: "files.put keeps a stream, files.open gives it back, whole and in ranges",
    async run({ files }) {
      const file = await files.put("1/x/artifacts/a.txt", parts("0123", "", "456789"));
      assert.deepEqual([file.path, file.size], ["1/x/artifacts/a.txt", 10]);
      assert.equal(await text(await files.open(file)), "0123456789");
      for (const [start, end] of [[0, 0], [2, 4], [9, 9], [0, 9]]) {
        assert.equal(await text(await files.open(file, { start, end })), "0123456789".slice(start, end + 1));
      }
      const found = await files.find("1/x/artifacts/a.txt");
      assert.deepEqual({ ...found }, file);
      assert.equal(await files.find("1/x/artifacts"), undefined);
      assert.deepEqual([await files.isFolder("1/x"), await files.isFolder("1/x/artifacts/a.txt")], [
        true,
        false,
      ]);
    },
  },
  {
    name: "files.put keeps nothing of a stream that breaks off, and what was there before",
    async run({ files }) {
      await files.put("a", encoder.encode("old"));
      const broken = async function* () {
        yield encoder.encode("new, but");
        await Promise.resolve();
        throw new Error("the client is gone");
      };
      await assert.rejects(files.put("a", broken()), { message: "the client is gone" });
      await assert.rejects(files.put("b", broken()));
      assert.equal(await text(await files.open((await files.find("a"))!)), "old");
      assert.deepEqual((await files.list("")).map(({ name }) => name), ["a"]);
    },
  },
  {
    name: "files.list tells what is in a folder as a reading of all paths does",
    async run({ files }) {
      await fc.assert(
        fc.asyncProperty(PATHS, async (paths) => {
          const kept: string[] = [];
          for (const path of paths) {
            const inTheWay = kept.some((other) =>
              path.startsWith(`${other}/`) || other.startsWith(`${path}/`)
            );
            const put = files.put(path, encoder.encode("x".repeat(path.split("/").at(-1)!.length)));
            if (inTheWay) await assert.rejects(put, { code: "artifact_conflict" });
            else kept.push((await put).path);
          }
          for (const folder of ["", "a", "a/b", "nope", "a.txt"]) {
            const found = (await files.list(folder)).map((entry) => ({ ...entry })).sort(byName);
            assert.deepEqual(
              found,
              listed(kept.filter((path) => path !== folder), folder).sort(byName),
              folder,
            );
          }
          for (const { name } of await files.list("")) await files.delete(name);
          assert.deepEqual(await files.list(""), []);
        }),
        { numRuns: 40 },
      );
    },
  },
  {
    name: "files.delete takes a file, or a folder with all in it, and nothing beside",
    async run({ files }) {
      for (const path of ["d/a", "d/e/b", "d0", "d-", "dd/x"]) await files.put(path, encoder.encode(path));
      await files.delete("d/a");
      assert.deepEqual((await files.listBelow("d")).map(({ path }) => path), ["d/e/b"]);
      await files.delete("d");
      await files.delete("nope");
      assert.deepEqual((await files.listBelow("")).map(({ path }) => path), ["d-", "d0", "dd/x"]);
    },
  },
  {
    name: "files of a run are its artifacts, wherever its experiment has them",
    async run({ experiments, runs, artifacts, files }) {
      const place = await experiments.create({
        name: "placed",
        artifactLocation: "mlflow-artifacts:/team/x",
      });
      const { runId, artifactUri } = await runs.create({ experimentId: place.experimentId });
      assert.equal(artifactUri, `mlflow-artifacts:/team/x/${runId}/artifacts`);
      await files.put(`team/x/${runId}/artifacts/a.txt`, encoder.encode("by path"));
      await artifacts.log(runId, "b.txt", encoder.encode("by run"));
      assert.deepEqual((await artifacts.list(runId)).map(({ path }) => path), ["a.txt", "b.txt"]);
      assert.ok(await files.find(`team/x/${runId}/artifacts/b.txt`));
      const away = await experiments.create({ name: "away", artifactLocation: "s3://bucket/x" });
      const elsewhere = await runs.create({ experimentId: away.experimentId });
      assert.equal(elsewhere.artifactUri, `s3://bucket/x/${elsewhere.runId}/artifacts`);
      await artifacts.log(elsewhere.runId, "c.txt", encoder.encode("here all the same"));
      assert.equal(decoder.decode(await artifacts.read(elsewhere.runId, "c.txt")), "here all the same");
    },
  },
];
