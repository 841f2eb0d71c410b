import assert from "node:assert/strict";
import { join } from "node:path";
import settings from "../deno.json" with { type: "json" };
import { sha256OfFile } from "../lib/hash.ts";
import { compile } from "../tools/release/compile.ts";
import { findProgram } from "../tools/find_program.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { release } from "../tools/release/release.ts";
import { tryRelease } from "../tools/release/release_smoke.ts";
import { runCommand } from "../tools/run_command.ts";
import { findTarget } from "../tools/release/target.ts";
import { canCompile } from "./compiled_taxi.ts";
import { serveReleases } from "./release_server.ts";
import { filesBelow, postJson, startServer } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const { version } = settings;
const TARGET = findTarget();
const NAME = `taxi-${version}-${TARGET.triple}`;
const MAIN = join(import.meta.dirname!, "..", "main.ts");
const REQUIREMENTS = join(import.meta.dirname!, "..", "tools", "requirements", "sbom.txt");
const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };

const hasPython = findProgram("python3") !== undefined;

/** What is in an archive, beside the manual pages of each command. */
const IN_ARCHIVE = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "THIRD_PARTY_LICENSES",
  "completions/bash/taxi",
  "completions/fish/taxi.fish",
  "completions/zsh/_taxi",
  "man/man1/taxi-serve.1",
  "man/man1/taxi.1",
  "taxi",
  "taxi.service",
];

Deno.test({
  name: canCompile
    ? "a release installs by its script and predicts"
    : "a release installs by its script and predicts (SKIPPED: no compile runtime, set DENORT_BIN)",
  ignore: !canCompile || Deno.build.os === "windows",
  fn: (test) =>
    withTemporaryFolder(async (folder) => {
      const assets = join(folder, "assets");
      await release({ output: assets, targets: [TARGET], repository: "owner/name" });
      await test.step("its sums are those of its files", () => checkSums(assets));
      await test.step("its archive holds what it should and nothing of this machine", () =>
        checkArchive(assets));
      await test.step({
        name: `its bill of materials is CycloneDX 1.6 and names what is inside${
          hasPython ? "" : " (SKIPPED: no python3)"
        }`,
        ignore: !hasPython,
        fn: () => checkBill(assets),
      });
      await test.step("its executable is the same, byte by byte, when it is made again", async () => {
        const again = join(folder, "again");
        await compile({ entry: MAIN, output: again, repository: "owner/name" });
        const { metadata } = JSON.parse(await Deno.readTextFile(join(assets, `${NAME}.cdx.json`)));
        assert.deepEqual(metadata.component.hashes, [{ alg: "SHA-256", content: await sha256OfFile(again) }]);
      });
      await test.step("its archive works where it is unpacked", async () => {
        assert.ok(await tryRelease(assets) > 0);
      });
      await test.step("install.sh installs it, and what it installs predicts", () =>
        checkInstall(assets, folder));
      await test.step("install.sh refuses a damaged archive and leaves what was there", () => {
        return checkDamage(assets, folder);
      });
      await test.step("install.sh says what it cannot find", () => checkRefusals(assets, folder));
    }),
});

async function checkSums(assets: string): Promise<void> {
  const lines = (await Deno.readTextFile(join(assets, "SHA256SUMS"))).trim().split("\n");
  const names = lines.map((line) => line.split("  ")[1]);
  assert.deepEqual(names, ["install.sh", `${NAME}.cdx.json`, `${NAME}.tar.gz`]);
  for (const line of lines) {
    const [sum, name] = line.split("  ");
    assert.equal(await sha256OfFile(join(assets, name)), sum);
  }
}

async function checkArchive(assets: string): Promise<void> {
  const listed = await runCommand("tar", ["-tvzf", join(assets, `${NAME}.tar.gz`)]);
  const lines = listed.split("\n");
  for (const line of lines) assert.match(line, / 0\/0 /, "an owner of this machine is in the archive");
  const files = lines.filter((line) => line.startsWith("-")).map((line) => line.split(`${NAME}/`)[1]);
  for (const file of IN_ARCHIVE) assert.ok(files.includes(file), `${file} is not in the archive`);
  const others = files.filter((file) =>
    !IN_ARCHIVE.includes(file) && !/^man\/man1\/taxi-[\w-]+\.1$/.test(file)
  );
  assert.deepEqual(others, []);
}

async function checkBill(assets: string): Promise<void> {
  const path = join(assets, `${NAME}.cdx.json`);
  const python = await pythonEnvironment({ requirements: REQUIREMENTS });
  const script = "import sys; from cyclonedx.validation.json import JsonStrictValidator as V; " +
    "from cyclonedx.schema import SchemaVersion as S; " +
    "fault = V(S.V1_6).validate_str(open(sys.argv[1]).read()); sys.exit(str(fault) if fault else 0)";
  await runCommand(python, ["-c", script, path]);
  const { components } = JSON.parse(await Deno.readTextFile(path));
  const names: string[] = components.map(({ name }: { name: string }) => name);
  for (const name of ["deno", "hono", "zod", "nodejs-polars", TARGET.addonPackage]) {
    assert.ok(names.includes(name));
  }
  assert.equal(names.filter((name) => name.startsWith("nodejs-polars-")).length, 1);
  assert.ok(!names.includes("playwright-core"), "a package of the tests alone is listed");
}

/** Runs the installer as a user without any other setting would. */
async function install(assets: string, env: Record<string, string>, args: readonly string[] = []) {
  const command = new Deno.Command("sh", {
    args: [join(assets, "install.sh"), ...args],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH")!, ...env },
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function checkInstall(assets: string, folder: string): Promise<void> {
  await using server = serveReleases(assets, version);
  const prefix = join(folder, "prefix");
  const env = { HOME: folder, TAXI_RELEASES: server.url };
  const { code, stdout, stderr } = await install(assets, env, ["--prefix", prefix]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(`^Installed ${prefix}/bin/taxi: taxi ${RegExp.escape(version)} `));
  assert.deepEqual(server.asked, [
    `/download/v${version}/SHA256SUMS`,
    `/download/v${version}/${NAME}.tar.gz`,
  ]);
  const installed = filesBelow(prefix).filter((path) => !path.startsWith("share/man/man1/taxi-"));
  assert.deepEqual(installed, [
    "bin/taxi",
    "share/bash-completion/completions/taxi",
    "share/fish/vendor_completions.d/taxi.fish",
    "share/man/man1/taxi.1",
    "share/zsh/site-functions/_taxi",
  ]);

  const taxi = join(prefix, "bin", "taxi");
  const home = { TAXI_HOME: join(folder, "home"), TAXI_CACHE: join(folder, "cache") };
  await runCommand(taxi, ["demo"], { env: home });
  await using serving = await startServer([], { program: [taxi], env: home });
  const answer = await postJson(`${serving.url}/predict`, TRIP);
  assert.ok(answer.predicted_duration > 1 && answer.predicted_duration < 60, JSON.stringify(answer));
}

async function checkDamage(assets: string, folder: string): Promise<void> {
  const [damaged, prefix] = [join(folder, "damaged"), join(folder, "prefix")];
  await Deno.mkdir(damaged);
  await Deno.copyFile(join(assets, "SHA256SUMS"), join(damaged, "SHA256SUMS"));
  const before = await sha256OfFile(join(prefix, "bin", "taxi"));
  const whole = await Deno.readFile(join(assets, `${NAME}.tar.gz`));
  const flipped = whole.slice();
  flipped[flipped.length >> 1] ^= 1;
  for (const bytes of [flipped, whole.subarray(0, 1000), new Uint8Array()]) {
    await Deno.writeFile(join(damaged, `${NAME}.tar.gz`), bytes);
    await using server = serveReleases(damaged, version);
    const env = { HOME: folder, TAXI_RELEASES: server.url };
    const { code, stderr } = await install(assets, env, ["--prefix", prefix]);
    assert.equal(code, 1);
    assert.match(stderr, /\.tar\.gz is damaged: its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}/);
    assert.equal(await sha256OfFile(join(prefix, "bin", "taxi")), before);
    assert.deepEqual(filesBelow(join(prefix, "bin")), ["taxi"]);
  }
}

async function checkRefusals(assets: string, folder: string): Promise<void> {
  await using server = serveReleases(assets, version);
  const env = { HOME: folder, TAXI_RELEASES: server.url };
  const prefix = ["--prefix", join(folder, "none")];
  const cases: [Record<string, string>, string[], RegExp][] = [
    [env, ["--version", "9.9.9", ...prefix], /cannot fetch http:.*\/download\/v9\.9\.9\/SHA256SUMS/],
    [env, ["--prefix"], /--prefix has no value, expected one after it/],
    [env, ["--force"], /unknown option "--force", expected --version VERSION or --prefix FOLDER/],
    [{ ...env, PATH: await stubUname(folder, "Plan9") }, prefix, /taxi is not made for Plan9 on mips64/],
  ];
  for (const [variables, args, message] of cases) {
    const { code, stderr } = await install(assets, variables, args);
    assert.equal(code, 1, stderr);
    assert.match(stderr, message);
  }
  assert.deepEqual(filesBelow(join(folder, "none")), []);

  const script = await Deno.readTextFile(join(assets, "install.sh")); // as a broken connection leaves it
  await Deno.writeTextFile(join(folder, "install.sh"), script.slice(0, script.lastIndexOf("main")));
  assert.deepEqual(await install(folder, env, prefix), { code: 0, stdout: "", stderr: "" });
  assert.deepEqual(filesBelow(join(folder, "none")), []);
}

async function stubUname(folder: string, system: string): Promise<string> {
  const bin = join(folder, `on-${system}`);
  await Deno.mkdir(bin);
  await Deno.writeTextFile(
    join(bin, "uname"),
    `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo mips64\n`,
    {
      mode: 0o755,
    },
  );
  return `${bin}:${Deno.env.get("PATH")}`;
}
