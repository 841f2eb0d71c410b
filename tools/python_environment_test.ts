import assert from "node:assert/strict";
import { join } from "node:path";
import { pythonEnvironment } from "./python_environment.ts";

/** An empty requirements file needs no network, so the whole way can be walked in a test. */
async function inFolder(work: (cache: string, requirements: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const requirements = join(folder, "requirements.txt");
  await Deno.writeTextFile(requirements, "# nothing\n");
  try {
    await work(join(folder, "cache"), requirements);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(cache: string): string[] {
  return [...Deno.readDirSync(cache)].map((entry) => entry.name);
}

Deno.test("pythonEnvironment makes a working Python once, even for two callers at once", async () => {
  await inFolder(async (cache, requirements) => {
    const said: string[] = [];
    const options = { cache, requirements, progress: (line: string) => said.push(line) };
    const [python, twin] = await Promise.all([pythonEnvironment(options), pythonEnvironment(options)]);
    assert.equal(python, twin);
    assert.equal(names(cache).length, 1);
    const { stdout } = await new Deno.Command(python, { args: ["-c", "import sys; print(sys.prefix)"] })
      .output();
    assert.equal(new TextDecoder().decode(stdout).trim(), join(cache, names(cache)[0]));
    const before = said.length;
    assert.equal(await pythonEnvironment(options), python);
    assert.equal(said.length, before);
  });
});

Deno.test("pythonEnvironment makes another one when the requirements change", async () => {
  await inFolder(async (cache, requirements) => {
    const first = await pythonEnvironment({ cache, requirements });
    await Deno.writeTextFile(requirements, "# nothing, said otherwise\n");
    assert.notEqual(await pythonEnvironment({ cache, requirements }), first);
  });
});

Deno.test("pythonEnvironment leaves nothing behind when pip fails, and says what pip said", async () => {
  await inFolder(async (cache, requirements) => {
    await Deno.writeTextFile(requirements, "./no-such-wheel.whl\n");
    await assert.rejects(pythonEnvironment({ cache, requirements }), /pip install .*no-such-wheel/);
    assert.deepEqual(names(cache), []);
  });
});
