import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import settings from "../../deno.json" with { type: "json" };
import { canCompile } from "../../tests/compiled_taxi.ts";
import { serveReleases } from "../../tests/release_server.ts";
import { postJson } from "../../tests/taxi_process.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { installDebianPackages } from "../../tools/debian_packages.ts";
import { release } from "../../tools/release/release.ts";
import { runCommand } from "../../tools/run_command.ts";
import { findTarget } from "../../tools/release/target.ts";
import { bootMachine, findPrivilege } from "../testing/booted_machine.ts";
import { freePort } from "../../tools/free_port.ts";

const { version } = settings;
const HERE = fileURLToPath(new URL(".", import.meta.url));
const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };
const SSHD = "/usr/sbin/sshd";

const privilege = await findPrivilege();
const hasSshd = await isThere(SSHD) || await installDebianPackages(["openssh-server", "openssh-client"]);
const missing = [
  privilege === undefined ? "needs Linux, root or sudo, overlay mounts and loop devices" : "",
  hasSshd ? "" : `no ${SSHD}`,
  canCompile ? "" : "no compile runtime, set DENORT_BIN",
].filter((reason) => reason !== "");
const name = "install.sh brings taxi to a machine by ssh, and takes the former one back";

Deno.test({
  name: missing.length === 0 ? name : `${name} (SKIPPED: ${missing.join("; ")})`,
  ignore: missing.length > 0,
  fn: (test) =>
    withTemporaryFolder(async (folder) => {
      const assets = join(folder, "assets");
      await release({ output: assets, targets: [findTarget()] });
      const root = `taxi-${version}-${findTarget().triple}`;
      await runCommand("tar", ["-xzf", join(assets, `${root}.tar.gz`), "-C", folder]);
      const taxi = join(folder, root, "taxi");
      const model = await trainModel(folder, taxi);
      const [ssh, port] = [freePort(), freePort()];
      const options = await writeKeys(folder, ssh);
      const userData = join(folder, "user-data");
      await Deno.writeTextFile(userData, await sshdScript(folder, ssh));
      await using _machine = await bootMachine({ userData }, privilege!);
      const url = `http://127.0.0.1:${port}`;
      const install = (args: string[], env: Record<string, string> = {}) =>
        runCommand("sh", [join(HERE, "install.sh"), "root@127.0.0.1", ...args], {
          env: { TAXI_SSH: options, ...env },
        });
      const hash = async () => (await (await fetch(`${url}/readyz`)).json()).model_hash;

      await test.step("nothing is left of an installation that cannot answer", async () => {
        const bad = join(folder, "bad.taxi");
        await Deno.writeTextFile(bad, "this is no model\n");
        const args = ["--binary", taxi, "--model", bad, "--port", String(port)];
        await assert.rejects(install(args), /does not answer.*nothing was left behind/s);
        await assert.rejects(install([]), /taxi is not on this machine, expected --version or --binary/);
      });
      await test.step("a binary and a model answer", async () => {
        const said = await install(["--binary", taxi, "--model", model, "--port", String(port)]);
        assert.match(said, new RegExp(`^taxi ${RegExp.escape(version)} .* answers at ${url}$`, "m"));
        assert.ok((await postJson(`${url}/predict`, TRIP)).predicted_duration > 1);
      });
      const first = await hash();
      await test.step("said again it keeps model and port", async () => {
        await install([]);
        assert.equal(await hash(), first);
      });
      await test.step("a bad model or binary leaves the former installation", async () => {
        const bad = join(folder, "bad.taxi");
        await assert.rejects(install(["--model", bad]), /the former installation is back/);
        await waitForHealth(taxi, url);
        assert.equal(await hash(), first);
        await assert.rejects(install(["--binary", bad]), /what was sent does not run on this machine/);
        assert.equal(await hash(), first);
      });
      await test.step("a release is fetched by the machine itself", async () => {
        await using releases = serveReleases(assets, version);
        await install(["--version", version], { TAXI_RELEASES: releases.url });
        assert.equal(releases.asked.length, 2);
        assert.equal(await hash(), first);
      });
      await test.step("to listen for others it makes a token, shows it once, and keeps it", async () => {
        const said = await install(["--host", "0.0.0.0"]);
        const token = /^ {2}(taxi_[\w-]{43})$/m.exec(said)![1];
        await postJson(`${url}/predict`, TRIP, 401);
        const ask = async () =>
          (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
        assert.match(await ask(), /^taxi_build_info/m);
        assert.doesNotMatch(await install([]), /taxi_[\w-]{43}/);
        assert.match(await ask(), /^taxi_build_info/m);
      });
      await test.step("options that do not fit are refused", async () => {
        await assert.rejects(install(["--version", "1.0.0", "--binary", taxi]), /exclude each other/);
        await assert.rejects(install(["--host", "0.0.0.0;reboot"]), /a character that none has/);
      });
    }),
});

async function trainModel(folder: string, taxi: string): Promise<string> {
  const env = { TAXI_HOME: join(folder, "home"), TAXI_CACHE: join(folder, "cache") };
  const model = join(folder, "model.taxi");
  await runCommand(taxi, ["ingest", "--months", "2023-05..2023-06", "--source", "synthetic"], { env });
  await runCommand(taxi, ["train", "--train", "2023-05", "--test", "2023-06", "--output", model], { env });
  return model;
}

/** A key pair of the user and one of the server. @returns ssh's options for them */
async function writeKeys(folder: string, port: number): Promise<string> {
  for (const name of ["user_key", "host_key"]) {
    await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  const known = join(folder, "known_hosts");
  const host = await Deno.readTextFile(join(folder, "host_key.pub"));
  await Deno.writeTextFile(known, `[127.0.0.1]:${port} ${host}`);
  return `-F none -p ${port} -i ${
    join(folder, "user_key")
  } -o IdentitiesOnly=yes -o UserKnownHostsFile=${known}`;
}

/** Starts an ssh server on loopback inside of the booted machine, with its stand-in for systemctl on the PATH. */
async function sshdScript(folder: string, port: number): Promise<string> {
  const [host, user] = await Promise.all(
    ["host_key", "user_key.pub"].map((name) => Deno.readTextFile(join(folder, name))),
  );
  return `set -e
mkdir -p /run/sshd /run/keys
chmod 700 /run/keys
cat > /run/keys/host <<'KEY'
${host}KEY
cat > /run/keys/authorized <<'KEY'
${user}KEY
chmod 600 /run/keys/*
${SSHD} -f /dev/null -p ${port} -h /run/keys/host -o ListenAddress=127.0.0.1 -o AuthorizedKeysFile=/run/keys/authorized \\
  -o StrictModes=no -o UsePAM=no -o PasswordAuthentication=no -o PermitRootLogin=prohibit-password \\
  -o SetEnv=PATH=/run/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
`;
}

async function waitForHealth(taxi: string, url: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await new Deno.Command(taxi, { args: ["health", "--url", url] }).output()).success) {
    if (Date.now() > end) throw new Error(`${url} is not ready after 20 seconds`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
}
