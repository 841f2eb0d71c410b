import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolders } from "./cache_folder.ts";

const own = join("/t", `taxi-${Deno.uid() ?? "user"}`);

function folders(environment: Record<string, string>): string[] {
  return cacheFolders((name) => environment[name]);
}

Deno.test("cacheFolders prefers TAXI_CACHE, then XDG_CACHE_HOME, then the home", () => {
  const all = { TAXI_CACHE: "/a", XDG_CACHE_HOME: "/b", HOME: "/c", TMPDIR: "/t" };
  assert.deepEqual(folders(all), ["/a", own]);
  assert.deepEqual(folders({ ...all, TAXI_CACHE: undefined } as never), [join("/b", "taxi"), own]);
  assert.deepEqual(folders({ ...all, TAXI_CACHE: "" }), [join("/b", "taxi"), own]);
  assert.deepEqual(folders({ HOME: "/c", TMPDIR: "/t" }), [join("/c", ".cache", "taxi"), own]);
});

Deno.test("cacheFolders without a home leaves the temporary folder", () => {
  assert.deepEqual(folders({ TMPDIR: "/t" }), [own]);
});
