import assert from "node:assert/strict";
import { killTree, processTree, treeMemory } from "./process_tree.ts";

const KEEPS_MEGABYTES = 60;
const HOLDER = `import sys; kept = b"x" * ${
  KEEPS_MEGABYTES * 1_000_000
}; print("ready", flush=True); sys.stdin.read()`;
const PARENT = `import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", sys.argv[1]]) for _ in range(2)]
for child in children: child.wait()`;

Deno.test({
  name: "a tree of processes is found, measured and ended whole",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const child = new Deno.Command("python3", {
      args: ["-c", PARENT, HOLDER],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    let said = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += part;
      if (said.match(/ready/g)?.length === 2) break;
    }
    const tree = await processTree(child.pid);
    assert.equal(tree.length, 3);
    const { processes, resident } = (await treeMemory(child.pid))!;
    assert.equal(processes, 3);
    assert.ok(resident > 2 * KEEPS_MEGABYTES * 1e6 && resident < 4 * KEEPS_MEGABYTES * 1e6, `${resident}`);
    await killTree(child.pid);
    assert.equal((await child.status).signal, "SIGKILL");
    await child.stdin.close().catch(() => {});
    const alive = (await Promise.all(tree.map((pid) => treeMemory(pid)))).map((one) => one!.resident);
    assert.deepEqual(alive, [0, 0, 0]);
  },
});
