import assert from "node:assert/strict";
import { join } from "node:path";
import { withFileLock } from "./file_lock.ts";

Deno.test("withFileLock lets one work after the other, also after one has failed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "deep", "a.lock");
    const steps: string[] = [];
    const entered = Promise.withResolvers<void>();
    const first = withFileLock(path, async () => {
      entered.resolve();
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
      steps.push("first");
      throw new Error("failed");
    });
    await entered.promise;
    const second = withFileLock(path, () => Promise.resolve(steps.push("second")));
    await assert.rejects(first, /failed/);
    await second;
    assert.deepEqual(steps, ["first", "second"]);
    assert.deepEqual([...Deno.readDirSync(join(folder, "deep"))], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("withFileLock never lets two in, however many come and go", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let inside = 0, turns = 0;
    const enter = () =>
      withFileLock(join(folder, "a.lock"), async () => {
        assert.equal(++inside, 1);
        await new Promise((resolve) => setTimeout(resolve, turns++ % 3));
        inside--;
      });
    await Promise.all(Array.from({ length: 10 }, async () => {
      for (let turn = 0; turn < 5; turn++) await enter();
    }));
    assert.equal(turns, 50);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("withFileLock tells where it cannot make its file", async () => {
  const file = await Deno.makeTempFile();
  try {
    await assert.rejects(
      withFileLock(join(file, "a.lock"), () => Promise.resolve()),
      /^TaxiError: Cannot lock ".*a\.lock": /,
    );
  } finally {
    await Deno.remove(file);
  }
});
