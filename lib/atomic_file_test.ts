import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn, withTemporaryFolder } from "../tests/temporary_folder.ts";
import { removeLeftovers, withWorkFolder, writeAtomically, writeFileAtomically } from "./atomic_file.ts";

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
  await child.status;
  return child.pid;
}

Deno.test("writeFileAtomically makes the folders it needs and leaves nothing but the file", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "a", "b", "file.txt");
    await writeFileAtomically(path, "first ö");
    assert.equal(Deno.readTextFileSync(path), "first ö");
    await writeFileAtomically(path, Uint8Array.of(1, 2, 3));
    assert.deepEqual(Deno.readFileSync(path), Uint8Array.of(1, 2, 3));
    assert.deepEqual(namesIn(join(folder, "a", "b")), ["file.txt"]);
  });
});

Deno.test("writeAtomically shows a reader the old file until the new one is whole, and gives back write's answer", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file.txt");
    await writeFileAtomically(path, "old");
    const answer = await writeAtomically(path, async (temporary) => {
      await Deno.writeTextFile(temporary, "ne");
      assert.equal(Deno.readTextFileSync(path), "old");
      await Deno.writeTextFile(temporary, "w", { append: true });
      assert.equal(Deno.readTextFileSync(path), "old");
      return 7;
    });
    assert.equal(answer, 7);
    assert.equal(Deno.readTextFileSync(path), "new");
  });
});

Deno.test("writeAtomically leaves the old file alone when write throws, before or after it wrote", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file.txt");
    await writeFileAtomically(path, "old");
    const before = writeAtomically(path, () => {
      throw new Error("no power");
    });
    await assert.rejects(before, { message: "no power" });
    const after = writeAtomically(path, (temporary) => {
      Deno.writeTextFileSync(temporary, "half");
      throw new Error("no power");
    });
    await assert.rejects(after, { message: "no power" });
    assert.equal(Deno.readTextFileSync(path), "old");
    assert.deepEqual(namesIn(folder), ["file.txt"]);
  });
});

Deno.test("writeAtomically by several writers at once leaves one of their files, whole", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "file.txt");
    const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(10_000));
    await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
    assert.ok(contents.includes(Deno.readTextFileSync(path)));
    assert.deepEqual(namesIn(folder), ["file.txt"]);
  });
});

Deno.test("writeAtomically makes its temporary file in the work folder, where one is told", async () => {
  await withTemporaryFolder(async (folder) => {
    const work = join(folder, "work");
    const write = (temporary: string) => {
      assert.equal(join(temporary, ".."), work);
      Deno.writeTextFileSync(temporary, "whole");
    };
    await writeAtomically(join(folder, "out", "file.txt"), write, work);
    assert.equal(Deno.readTextFileSync(join(folder, "out", "file.txt")), "whole");
    assert.deepEqual(namesIn(work), []);
  });
});

Deno.test("writeAtomically says in one sentence that something is in the way", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "taken"));
    await Deno.writeTextFile(join(folder, "file"), "");
    for (const path of [join(folder, "taken"), join(folder, "file", "below.txt")]) {
      const refused = (error: Error & { code: string }) => {
        assert.ok(error.message.startsWith(`Cannot write "${path}": `), error.message);
        assert.equal(error.name, "TaxiError");
        return true;
      };
      await assert.rejects(writeFileAtomically(path, "new"), refused);
    }
    assert.deepEqual(namesIn(folder), ["file", "taken"]);
  });
});

Deno.test("writeAtomically removes what processes that died left half-written, and nothing else", async () => {
  await withTemporaryFolder(async (folder) => {
    const dead = await deadProcess();
    const stays = [
      `.a.parquet.${Deno.pid}.0123abcd.tmp`, // its writer lives
      `.a.parquet.${dead}.0123abcd.tmp.bak`,
      `.a.parquet.${dead}.tmp`,
      `a.parquet.${dead}.0123abcd.tmp`,
    ];
    const goes = [`.a.parquet.${dead}.0123abcd.tmp`, `.b.json.${dead}.ffffffff.tmp`];
    for (const name of [...stays, ...goes]) await Deno.writeTextFile(join(folder, name), "half");
    const scratch = join(folder, `.a.parquet.${dead}.0123abcd.tmp.arrow`);
    await Deno.mkdir(scratch);
    await Deno.writeTextFile(join(scratch, "00000000.arrow"), "half");
    await writeFileAtomically(join(folder, "file.txt"), "whole");
    assert.deepEqual(namesIn(folder), [...stays, "file.txt"].sort());
    await removeLeftovers(folder);
    assert.deepEqual(namesIn(folder), [...stays, "file.txt"].sort());
  });
});

Deno.test("withWorkFolder gives a folder of one's own, which is gone afterwards, and that of a dead process before", async () => {
  await withTemporaryFolder(async (folder) => {
    const parent = join(folder, "parent"), left = join(parent, `.work.${await deadProcess()}.0123abcd.tmp`);
    await Deno.mkdir(left, { recursive: true });
    await Deno.writeTextFile(join(left, "file"), "half");
    const failed = withWorkFolder(parent, async (work) => {
      assert.deepEqual(namesIn(work), []);
      await Deno.writeTextFile(join(work, "file"), "half");
      assert.equal(namesIn(parent).length, 1);
      throw new Error("no more");
    });
    await assert.rejects(failed, { message: "no more" });
    assert.deepEqual(namesIn(parent), []);
  });
});
