import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../lib/hash.ts";
import { sleep } from "../../lib/sleep.ts";
import { withTemporaryHome } from "../temporary_home.ts";
import { openTracking, type Tracking } from "../tracking_store.ts";

const UPLOADS = 150;
const content = (i: number) => new TextEncoder().encode(`content ${i}`);

/** Leaves a content in a home that nothing refers to, and that was put long ago. */
async function leave(home: string, bytes: Uint8Array): Promise<void> {
  const hash = sha256(bytes), folder = join(home, "artifacts", hash.slice(0, 2));
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "new"), bytes);
  await Deno.utime(join(folder, "new"), 0, 0);
  await Deno.rename(join(folder, "new"), join(folder, hash));
}

Deno.test("garbage.collect, twice at once, takes no content from uploads that find it there", () =>
  withTemporaryHome(async (home) => {
    await using store = await openTracking(home), other = await openTracking(home);
    let removed = 0, uploading = true;
    const upload = async () => {
      for (let i = 0; i < UPLOADS; i++) {
        await leave(home, content(i));
        // A moment between the bytes and the row that refers to them, where whatever is not safe goes wrong.
        await store.files.put(`0/x/artifacts/${i}.txt`, content(i), () => sleep(2));
        await leave(home, content(-i));
      }
      uploading = false;
    };
    const collect = async ({ garbage }: Tracking) => {
      const young = { deletedBy: 0, putBefore: Date.now() - 3_600_000 };
      while (uploading) removed += (await garbage.collect(young)).blobs;
    };
    await Promise.all([collect(store), collect(other), upload()]);
    const files = await store.files.listBelow("");
    assert.equal(files.length, UPLOADS);
    for (const { sha256 } of files) await store.artifacts.readContent(sha256);
    assert.ok(removed > 0, "nothing was ever removed beside the uploads");
  }));
