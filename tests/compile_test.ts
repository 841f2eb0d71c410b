import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statFile } from "../lib/stat_file.ts";
import { compile } from "../tools/release/compile.ts";
import { canCompile } from "./compiled_taxi.ts";
import { assertObserved } from "./observed_server.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const MEGABYTE = 1_000_000;

Deno.test({
  name: canCompile
    ? "compile makes an executable that unpacks Polars once, when a command needs it"
    : "compile makes an executable (skipped: dl.deno.land is out of reach and DENORT_BIN is not set)",
  ignore: !canCompile,
  fn: () => withTemporaryFolder(checkExecutable),
});

async function checkExecutable(folder: string): Promise<void> {
  const [taxi, cache, home] = [join(folder, "taxi"), join(folder, "cache"), join(folder, "home")];
  const build = await compile({ entry: MAIN, output: taxi });
  const { size } = await Deno.stat(taxi);
  assert.ok(size < 135 * MEGABYTE, `${size} bytes`);

  const run = async (...args: string[]) => {
    const command = new Deno.Command(taxi, {
      args,
      env: { TAXI_CACHE: cache, TAXI_HOME: home },
      cwd: folder,
    });
    const { code, stdout, stderr } = await command.output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
  assert.match(
    await run("--version"),
    new RegExp(`^taxi ${RegExp.escape(build.version)} \\(${build.commit}\\)`),
  );
  await run("models", "list");
  assert.equal(await statFile(cache), undefined, "a command without Polars unpacked its add-on");

  const ingest = ["ingest", "--taxi", "green", "--months", "2024-01", "--source", "synthetic", "--json"];
  assert.ok(JSON.parse(await run(...ingest)).rows.kept > 0);
  const [addon, ...others] = Array.from(Deno.readDirSync(cache), ({ name }) => name);
  assert.equal(addon, `polars-${build.addon.sha256}.node`);
  assert.deepEqual(others, []);
  await assertObserved([taxi]); // Deno records no spans there, so it does so itself
}
