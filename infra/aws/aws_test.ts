import assert from "node:assert/strict";
import { join } from "node:path";
import settings from "../../deno.json" with { type: "json" };
import { sha256 } from "../../lib/hash.ts";
import { canCompile } from "../../tests/compiled_taxi.ts";
import { serveReleases } from "../../tests/release_server.ts";
import { postJson } from "../../tests/taxi_process.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { release } from "../../tools/release/release.ts";
import { runCommand } from "../../tools/run_command.ts";
import { findTarget } from "../../tools/release/target.ts";
import { type Boot, bootMachine, findPrivilege } from "../testing/booted_machine.ts";
import { freePort } from "../../tools/free_port.ts";
import { type Moto, startMoto } from "../testing/moto.ts";
import {
  copyTerraform,
  hasTerraform,
  initTerraform,
  terraform,
  TEST_CREDENTIALS,
} from "../testing/terraform.ts";

const { version } = settings;
const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };
const TOKEN = `taxi_${"0123456789".repeat(5)}`;
const ARCHIVE = `taxi-${version}-${findTarget().triple}.tar.gz`;
const privilege = await findPrivilege();

/** What there must be none of after a destroy, by the AWS client's words for it. */
const LEFT: readonly (readonly string[])[] = [
  ["ec2", "describe-instances", "--query", "Reservations[].Instances[?State.Name!='terminated'][]"],
  ["ec2", "describe-volumes", "--query", "Volumes[]"],
  ["ec2", "describe-addresses", "--query", "Addresses[]"],
  ["ec2", "describe-vpcs", "--query", "Vpcs[?!IsDefault]"],
  ["s3api", "list-buckets", "--query", "Buckets[]"],
  ["iam", "list-roles", "--query", "Roles[]"],
  ["iam", "list-instance-profiles", "--query", "InstanceProfiles[]"],
];

Deno.test({
  name: named("terraform finds infra/aws well formed, valid, and closed to the world", [
    [hasTerraform, "no terraform on the PATH"],
  ]),
  ignore: !hasTerraform,
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const copy = await copyTerraform(folder);
      await terraform(copy, ["fmt", "-check", "-recursive", "-diff"]);
      await initTerraform(copy);
      await terraform(copy, ["validate"]);
      assert.match(await terraform(copy, ["test", "-no-color"], {}, 120), /Success! \d+ passed, 0 failed/);
    }),
});

Deno.test({
  name: named("terraform apply leads to a service that predicts, and destroy leaves nothing", [
    [hasTerraform, "no terraform on the PATH"],
    [canCompile, "no compile runtime, set DENORT_BIN"],
    [privilege !== undefined, "needs Linux, root or sudo, overlay mounts and loop devices"],
  ]),
  ignore: !hasTerraform || !canCompile || privilege === undefined,
  fn: (test) =>
    withTemporaryFolder(async (folder) => {
      const assets = join(folder, "assets");
      await release({ output: assets, targets: [findTarget()] });
      await using moto = await startMoto(folder);
      const copy = await copyTerraform(folder);
      const port = freePort();
      await initTerraform(copy);
      const run = ([command, ...args]: string[], seconds?: number) =>
        terraform(copy, [command, "-no-color", ...args], { AWS_ENDPOINT_URL: moto.url }, seconds);
      const closed = {
        allowed_cidrs: ["203.0.113.7/32"],
        token_hashes: { laptop: sha256(TOKEN), phone: sha256("another") },
        api_port: port,
        force_destroy: true,
      };
      const fromArchive = await writeVariables(copy, "archive", {
        ...closed,
        release_archive: join(assets, ARCHIVE),
      });
      await writeVariables(copy, "github", {
        ...closed,
        repository: "owner/name",
        release: version,
      });

      try {
        await run(["plan", "-input=false", fromArchive]);
        await run(["apply", "-auto-approve", "-input=false", fromArchive], 300);
        await test.step("a second plan finds nothing to change", async () => {
          await run(["plan", "-detailed-exitcode", "-input=false", fromArchive]); // exit code 2 when there is
        });
        const outputs = JSON.parse(await run(["output", "-json"]));
        await test.step("the instance's user data installs the archive and answers at api_url", async () => {
          await checkBoot(folder, moto, outputs.instance_id.value, outputs.bucket.value, {
            url: outputs.api_url.value,
            port,
          });
        });
        await test.step("the same user data takes a release from GitHub and refuses a damaged one", async () => {
          const question =
            `echo 'jsonencode(local.user_data)' | terraform console -var-file=github.tfvars.json`;
          const env = { ...TEST_CREDENTIALS, AWS_ENDPOINT_URL: moto.url };
          const answer = await runCommand("timeout", ["60", "sh", "-c", question], { cwd: copy, env });
          await checkGithub(folder, moto, assets, JSON.parse(JSON.parse(answer)), port);
        });
        await test.step("no secret is in the state", async () => {
          const state = await Deno.readTextFile(join(copy, "terraform.tfstate"));
          assert.doesNotMatch(
            state,
            /secret_access_key|private_key|BEGIN [A-Z ]*KEY|"password": "|taxi_0123/i,
          );
        });
      } finally {
        await run(["destroy", "-auto-approve", "-input=false", fromArchive], 300);
      }
      for (const question of LEFT) assert.deepEqual(await moto.ask(...question), [], question.join(" "));
    }),
});

/** Runs what the instance was given, asks it, gives it another model and then a bad one. */
async function checkBoot(
  folder: string,
  moto: Moto,
  instance: string,
  bucket: string,
  { url, port }: { url: string; port: number },
): Promise<void> {
  const script = await fetchUserData(moto, instance);
  const userData = join(folder, "user-data");
  await Deno.writeTextFile(userData, script);
  const device = /^VOLUME_DEVICE=(.*)$/m.exec(script)![1];
  const boot = { userData, device, python: moto.python, aws: moto.url };
  await using machine = await bootMachine(boot, privilege!);
  assert.equal(new URL(url).port, String(port));
  await assertPredicts(url); // moto's addresses are of loopback
  assert.equal(
    (await machine.run("stat -c '%U %G %a' /etc/taxi/tokens.json")).stdout.trim(),
    "taxi taxi 600",
  );
  assert.match((await machine.run("findmnt -n -o FSTYPE /var/lib/taxi")).stdout, /ext4/);
  assert.match(
    (await machine.run("stat -c %U /proc/$(cat /run/taxi-units/taxi.service.pid)")).stdout,
    /taxi/,
  );
  assert.match(
    (await machine.run("cat /run/taxi-units/enabled")).stdout,
    /^taxi\.service\ntaxi-model\.timer\n$/,
  );

  const put = async (file: string) =>
    void await moto.ask("s3", "cp", "--only-show-errors", file, `s3://${bucket}/models/model.taxi`);
  const served = async () => (await askUntilReady(`${url}/readyz`)).model_hash;
  const demo = await served();
  const model = join(folder, "other.taxi");
  const trained = await machine.run(
    "cd /run && TAXI_HOME=h TAXI_CACHE=/tmp taxi ingest --taxi green --months 2023-05..2023-06 --source synthetic >/dev/null && " +
      "TAXI_HOME=h TAXI_CACHE=/tmp taxi train --train 2023-05 --test 2023-06 --output /run/other.taxi >/dev/null && base64 -w 0 other.taxi",
  );
  assert.equal(trained.code, 0, trained.stdout);
  await Deno.writeFile(model, Uint8Array.fromBase64(trained.stdout.trim()));
  await put(model);
  assert.equal((await machine.run("systemctl start taxi-model")).code, 0);
  const other = await served();
  assert.notEqual(other, demo);
  await Deno.writeTextFile(model, "this is no model\n");
  await put(model);
  const refused = await machine.run(
    "sed -i 's/seq 60/seq 3/' /usr/local/sbin/taxi-model; systemctl start taxi-model",
  );
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /the former one is back/);
  assert.equal((await machine.run("systemctl start taxi-model")).code, 0, "a bad model is tried once");
  assert.equal(await served(), other);
  await forgetModel(moto, bucket); // for the next first boot
}

/** Removes every version of the model. A delete marker would not do: moto keeps it, and terraform asks for ever. */
async function forgetModel(moto: Moto, bucket: string): Promise<void> {
  const object = ["--bucket", bucket, "--key", "models/model.taxi"];
  const { Versions } = await moto.ask(
    "s3api",
    "list-object-versions",
    "--bucket",
    bucket,
    "--prefix",
    "models/",
  );
  for (const { VersionId } of Versions) {
    await moto.ask("s3api", "delete-object", ...object, "--version-id", VersionId);
  }
}

/** User data for a release with a server that has what GitHub would have, and with one whose archive is damaged. */
async function checkGithub(
  folder: string,
  moto: Moto,
  assets: string,
  script: string,
  port: number,
): Promise<void> {
  const userData = join(folder, "user-data-github");
  await Deno.writeTextFile(userData, script);
  const device = /^VOLUME_DEVICE=(.*)$/m.exec(script)![1];
  const boot = { userData, device, python: moto.python, aws: moto.url };
  await using releases = serveReleases(assets, version);
  await assertAnswers({ ...boot, releases: releases.url }, port);
  const place = `/download/v${version}/`;
  assert.deepEqual(releases.asked, [`${place}${ARCHIVE}`, `${place}SHA256SUMS`]);

  const damaged = join(folder, "damaged");
  await Deno.mkdir(damaged);
  await Deno.copyFile(join(assets, "SHA256SUMS"), join(damaged, "SHA256SUMS"));
  await Deno.writeTextFile(join(damaged, ARCHIVE), "not what was released");
  await using others = serveReleases(damaged, version);
  await assert.rejects(
    bootMachine({ ...boot, releases: others.url }, privilege!),
    /taxi-[^ ]* is damaged, expected SHA-256/,
  );
}

async function assertAnswers(boot: Boot, port: number): Promise<void> {
  await using _machine = await bootMachine(boot, privilege!);
  await assertPredicts(`http://127.0.0.1:${port}`);
}

/** Asks with the token, and sees that nothing is answered without. */
async function assertPredicts(url: string): Promise<void> {
  await postJson(`${url}/predict`, TRIP, 401);
  const answer = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(TRIP),
  });
  const { predicted_duration } = await answer.json();
  assert.ok(predicted_duration > 1 && predicted_duration < 60, `${predicted_duration} minutes`);
}

/** What the pretended EC2 holds for the instance. */
async function fetchUserData(moto: Moto, instance: string): Promise<string> {
  const question = [
    "ec2",
    "describe-instance-attribute",
    "--attribute",
    "userData",
    "--instance-id",
    instance,
  ];
  const { UserData } = await moto.ask(...question);
  return new TextDecoder().decode(Uint8Array.fromBase64(UserData.Value));
}

/** Writes variables beside the configuration. @returns the option that names them */
async function writeVariables(folder: string, name: string, values: unknown): Promise<string> {
  const path = join(folder, `${name}.tfvars.json`);
  await Deno.writeTextFile(path, JSON.stringify(values));
  return `-var-file=${path}`;
}

/** The server of a former model comes back in a moment. */
async function askUntilReady(url: string): Promise<{ model_hash: string }> {
  const end = Date.now() + 20_000;
  while (true) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return await answer.json();
    await answer?.body?.cancel();
    if (Date.now() > end) throw new Error(`${url} is not ready after 20 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The name of a test, and why it is left out. */
function named(name: string, needs: readonly (readonly [boolean, string])[]): string {
  const missing = needs.filter(([found]) => !found).map(([, what]) => what);
  return missing.length === 0 ? name : `${name} (SKIPPED: ${missing.join("; ")})`;
}
