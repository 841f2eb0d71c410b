import assert from "node:assert/strict";
import fc from "fast-check";
import { packTar, readTar, type TarFile } from "./tar.ts";

const encoder = new TextEncoder();

function file(path: string, content: Uint8Array, size = content.length): TarFile {
  return { path, size, content: () => new Blob([content.slice()]).stream() };
}

async function bytesOf(files: Iterable<TarFile>): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(packTar(files) as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}

/** Comes in parts of `step` bytes, as from a disk or a socket. */
function streamOf(bytes: Uint8Array, step = 700): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at += step));
      else controller.close();
    },
  });
}

async function read(bytes: Uint8Array, step?: number): Promise<[string, Uint8Array][]> {
  const found: [string, Uint8Array][] = [];
  for await (const { path, size, content } of readTar(streamOf(bytes, step), "a.tar")) {
    const bytes = await new Response(content as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
    assert.equal(bytes.length, size);
    found.push([path, bytes]);
  }
  return found;
}

const NAME = fc.string({ unit: fc.constantFrom("a", "ä", "😀", ".", "-", " "), minLength: 1, maxLength: 60 });
const PATH = fc.array(NAME, { minLength: 1, maxLength: 8 }).map((names) => names.join("/"));
const FILES = fc.array(fc.tuple(PATH, fc.uint8Array({ maxLength: 3000 })), { maxLength: 8 });

Deno.test("readTar gives back the files that packTar was given, in whatever parts they come", async () => {
  await fc.assert(
    fc.asyncProperty(FILES, fc.integer({ min: 1, max: 5000 }), async (files, step) => {
      const bytes = await bytesOf(files.map(([path, content]) => file(path, content)));
      assert.deepEqual(await read(bytes, step), files);
    }),
    { numRuns: 60 },
  );
});

Deno.test("tar lists what packTar makes", async () => {
  const paths = ["manifest.json", `deep/${"long".repeat(40)}/ä/file.txt`];
  const child = new Deno.Command("tar", {
    args: ["-t"],
    env: { LC_ALL: "C.UTF-8" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await packTar(paths.map((path) => file(path, encoder.encode(path)))).pipeTo(child.stdin);
  const { stdout, success } = await child.output();
  assert.ok(success);
  assert.equal(new TextDecoder().decode(stdout).replaceAll("\\303\\244", "ä"), `${paths.join("\n")}\n`);
});

Deno.test("readTar refuses an archive that is cut off anywhere, and what is none", async () => {
  const bytes = await bytesOf([file("a", encoder.encode("a".repeat(600))), file("b", encoder.encode("b"))]);
  const refused = { code: "damaged", message: /^Cannot read "a\.tar": .*, expected a whole tar archive$/ };
  for (let end = 0; end < bytes.length; end += 50) await assert.rejects(read(bytes.slice(0, end)), refused);
  await assert.rejects(read(encoder.encode("no archive ".repeat(100))), refused);
  const flipped = bytes.slice();
  flipped[3] ^= 1;
  await assert.rejects(read(flipped), refused);
});

Deno.test("readTar passes over folders and what is not read, and refuses links", async () => {
  const bytes = await bytesOf([file("a", encoder.encode("a".repeat(9000))), file("b", encoder.encode("b"))]);
  const paths: string[] = [];
  for await (const { path } of readTar(streamOf(bytes), "a.tar")) paths.push(path);
  assert.deepEqual(paths, ["a", "b"]);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/d`);
    await Deno.writeTextFile(`${folder}/d/f`, "f");
    assert.deepEqual((await read(await tarOf(folder, "d"))).map(([path]) => path), ["d/f"]);
    await Deno.symlink("/etc/passwd", `${folder}/d/link`);
    await assert.rejects(async () => await read(await tarOf(folder, "d")), {
      code: "damaged",
      message: /symlink/,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function tarOf(folder: string, name: string): Promise<Uint8Array> {
  return (await new Deno.Command("tar", { args: ["-c", "-C", folder, name] }).output()).stdout;
}

Deno.test("packTar refuses a content of another size than was told, and throws what a content throws", async () => {
  for (const size of [1, 3]) {
    await assert.rejects(bytesOf([file("a", encoder.encode("ab"), size)]), { code: "changed" });
  }
  const broken = () => Promise.reject(new Error("the disk is gone"));
  await assert.rejects(bytesOf([{ path: "a", size: 1, content: broken }]), { message: "the disk is gone" });
});
