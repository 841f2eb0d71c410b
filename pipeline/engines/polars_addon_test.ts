import assert from "node:assert/strict";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { TaxiError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { loadAddon, type PackedAddon, preparePolarsAddon } from "./polars_addon.ts";

const BYTES = crypto.getRandomValues(new Uint8Array(50_000));

/** Calls `test` with a packed add-on and an empty folder, which is removed afterwards. */
async function withAddon(test: (addon: PackedAddon, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const packed = join(folder, "addon.zst");
    await Deno.writeFile(packed, zstdCompressSync(BYTES));
    await test({ packed: { path: packed }, sha256: sha256(BYTES), bytes: BYTES.length }, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

Deno.test("preparePolarsAddon does nothing in a checkout", async () => {
  await preparePolarsAddon();
  assert.equal(Reflect.get(globalThis, Symbol.for("taxi.polars_addon")), undefined);
});

Deno.test("loadAddon unpacks once, then uses what it unpacked", async () => {
  await withAddon(async (addon, folder) => {
    const cache = join(folder, "cache");
    assert.deepEqual(await loadAddon(addon, [cache], Deno.readFileSync), BYTES);
    assert.deepEqual(names(cache), [`polars-${addon.sha256}.node`]);
    const gone = { ...addon, packed: { path: join(folder, "no such file") } };
    assert.deepEqual(await loadAddon(gone, [cache], Deno.readFileSync), BYTES);
  });
});

Deno.test("loadAddon replaces a truncated file", async () => {
  await withAddon(async (addon, folder) => {
    const path = join(folder, `polars-${addon.sha256}.node`);
    await Deno.writeFile(path, BYTES.subarray(0, 100));
    assert.deepEqual(await loadAddon(addon, [folder], Deno.readFileSync), BYTES);
  });
});

Deno.test("loadAddon replaces a file of the right size that does not load", async () => {
  await withAddon(async (addon, folder) => {
    const path = join(folder, `polars-${addon.sha256}.node`);
    await Deno.writeFile(path, new Uint8Array(BYTES.length));
    const open = (file: string) => {
      const found = Deno.readFileSync(file);
      if (sha256(found) !== addon.sha256) throw new Error("invalid ELF header");
      return found;
    };
    assert.deepEqual(await loadAddon(addon, [folder], open), BYTES);
  });
});

Deno.test("loadAddon in two processes at once gives both the whole file and leaves no other", async () => {
  await withAddon(async (addon, folder) => {
    const cache = join(folder, "cache");
    const script = `
      import { loadAddon } from ${JSON.stringify(import.meta.resolve("./polars_addon.ts"))};
      const found = await loadAddon(${JSON.stringify(addon)}, [${JSON.stringify(cache)}], Deno.readFileSync);
      if (found.length !== ${BYTES.length}) Deno.exit(1);`;
    const run = () =>
      new Deno.Command(Deno.execPath(), { args: ["eval", "--quiet", "--no-check", script], stdout: "null" });
    const ends = await Promise.all([run().output(), run().output(), run().output()]);
    for (const end of ends) assert.equal(end.code, 0, new TextDecoder().decode(end.stderr));
    assert.deepEqual(names(cache), [`polars-${addon.sha256}.node`]);
  });
});

Deno.test("loadAddon falls back to the next folder when the first cannot be made", async () => {
  await withAddon(async (addon, folder) => {
    const blocked = join(folder, "addon.zst", "below a file"); // refused to root too, unlike a read-only folder
    assert.deepEqual(await loadAddon(addon, [blocked, join(folder, "next")], Deno.readFileSync), BYTES);
  });
});

Deno.test("loadAddon falls back when the folder is noexec, and leaves nothing there", async () => {
  await withAddon(async (addon, folder) => {
    const [noexec, next] = [join(folder, "noexec"), join(folder, "next")];
    const open = (path: string) => {
      if (path.startsWith(noexec)) throw new Error("failed to map segment from shared object");
      return Deno.readFileSync(path);
    };
    assert.deepEqual(await loadAddon(addon, [noexec, next], open), BYTES);
    assert.deepEqual(names(noexec), []);
  });
});

Deno.test({
  name: "loadAddon refuses a folder that every user can write",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withAddon(async (addon, folder) => {
      const [shared, own] = [join(folder, "shared"), join(folder, "own")];
      await Deno.mkdir(shared);
      await Deno.chmod(shared, 0o777);
      await Deno.writeFile(join(shared, `polars-${addon.sha256}.node`), new Uint8Array(BYTES.length));
      assert.deepEqual(await loadAddon(addon, [shared, own], Deno.readFileSync), BYTES);
    }),
});

Deno.test("loadAddon names every folder and what to set when none takes the add-on", async () => {
  await withAddon(async (addon, folder) => {
    const [a, b] = [join(folder, "addon.zst", "a"), join(folder, "addon.zst", "b")];
    await assert.rejects(
      loadAddon(addon, [a, b], Deno.readFileSync),
      (error) =>
        error instanceof TaxiError && error.message.includes(a) && error.message.includes(b) &&
        error.message.includes("TAXI_CACHE"),
    );
  });
});

Deno.test("loadAddon tells a damaged embedded file and leaves nothing behind", async () => {
  await withAddon(async (addon, folder) => {
    const cache = join(folder, "cache");
    const damaged = { ...addon, sha256: "0".repeat(64) };
    await assert.rejects(loadAddon(damaged, [cache], Deno.readFileSync), { code: "addon_damaged" });
    assert.deepEqual(names(cache), []);
  });
});
