import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../tools/find_program.ts";

const DENOW = fileURLToPath(new URL("../denow", import.meta.url));
const VERSION = Deno.version.deno;

/** The commands denow needs of any system; what fetches is added by the test that plays it. */
const SYSTEM = ["sh", "sed", "mkdir", "mktemp", "rm", "mv", "cp", "uname", "chmod", "cat"];

/** A machine with nothing but a home and a PATH of one folder. */
interface Machine {
  readonly home: string;
  readonly path: string;
}

function denowTest(name: string, test: (machine: Machine) => Promise<void>): void {
  Deno.test({
    name: `denow ${name}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const machine = { home: join(folder, "home"), path: join(folder, "bin") };
        await Deno.mkdir(machine.home);
        await Deno.mkdir(machine.path);
        for (const command of SYSTEM) await Deno.symlink(which(command), join(machine.path, command));
        await test(machine);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

function which(command: string): string {
  const found = findProgram(command);
  if (found === undefined) throw new Error(`No "${command}" on PATH`);
  return found;
}

async function denow({ home, path }: Machine, env: Record<string, string> = {}) {
  const command = new Deno.Command(DENOW, {
    args: ["eval", "--no-config", "console.log('ran', Deno.execPath(), Deno.env.get('DENO_TLS_CA_STORE'))"],
    clearEnv: true,
    env: { HOME: home, PATH: path, DENO_DIR: join(home, "deno"), ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr).trim() };
}

async function script(path: string, body: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function cached(home: string): string {
  return join(home, ".cache", "taxi", "deno", VERSION, "deno");
}

denowTest("runs the Deno on PATH when it has the pinned version", async (machine) => {
  await Deno.symlink(Deno.execPath(), join(machine.path, "deno"));
  const { code, stdout, stderr } = await denow(machine);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ran .* system,mozilla$/);
  assert.equal(stderr, "");
  assert.deepEqual([...Deno.readDirSync(machine.home)].filter(({ name }) => name === ".cache"), []);
});

denowTest("keeps DENO_TLS_CA_STORE when it is set", async (machine) => {
  await Deno.symlink(Deno.execPath(), join(machine.path, "deno"));
  const { stdout } = await denow(machine, { DENO_TLS_CA_STORE: "mozilla" });
  assert.match(stdout, /^ran .* mozilla$/);
});

denowTest("runs the Deno in its cache when that on PATH has another version", async (machine) => {
  await script(join(machine.path, "deno"), "echo 'deno 1.0.0 (release)'");
  await Deno.mkdir(join(cached(machine.home), ".."), { recursive: true });
  await Deno.symlink(Deno.execPath(), cached(machine.home));
  const { code, stdout, stderr } = await denow(machine);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ran /);
});

denowTest(
  "fetches from npm once when two first runs come at once, and leaves nothing else",
  async (machine) => {
    const calls = join(machine.home, "calls");
    await script(
      join(machine.path, "npm"), // npm install ... --prefix DIR deno@VERSION
      `echo "$@" >> ${calls}
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/@deno/linux"
printf '#!/bin/sh\\nexec ${Deno.execPath()} "$@"\\n' > "$2/node_modules/@deno/linux/deno"
chmod +x "$2/node_modules/@deno/linux/deno"`,
    );
    const both = await Promise.all([denow(machine), denow(machine)]);
    for (const { code, stdout, stderr } of [...both, await denow(machine)]) {
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^ran /);
    }
    assert.ok((await Deno.readTextFile(calls)).trim().split("\n").length <= 2);
    assert.match(await Deno.readTextFile(calls), new RegExp(`--ignore-scripts .*deno@${VERSION}`));
    assert.deepEqual([...Deno.readDirSync(join(cached(machine.home), ".."))].map(({ name }) => name), [
      "deno",
    ]);
  },
);

denowTest("says in one sentence what it cannot fetch, and leaves nothing behind", async (machine) => {
  const { code, stdout, stderr } = await denow(machine);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  const last = stderr.split("\n").at(-1)!;
  assert.match(
    last,
    new RegExp(`^denow: cannot fetch Deno ${VERSION}, expected npm .* or curl, unzip .* on PATH$`),
  );
  assert.doesNotMatch(stderr, /not found/);
  assert.deepEqual([...Deno.readDirSync(join(cached(machine.home), ".."))], []);
});

denowTest("refuses a release whose checksum does not match", async (machine) => {
  await script(
    join(machine.path, "curl"),
    `for last; do :; done
while [ "$1" != --output ]; do shift; done
case "$last" in *.sha256sum) echo "${
      "0".repeat(64)
    }  $(basename "$2" .sha256sum)" > "$2" ;; *) echo bytes > "$2" ;; esac`,
  );
  await Deno.symlink(which("sha256sum"), join(machine.path, "sha256sum"));
  await Deno.symlink(which("basename"), join(machine.path, "basename"));
  await script(join(machine.path, "unzip"), "echo unpacked >&2");
  const { code, stderr } = await denow(machine);
  assert.equal(code, 1);
  assert.doesNotMatch(stderr, /unpacked/);
  assert.match(stderr.split("\n").at(-1)!, /^denow: cannot fetch Deno/);
});
