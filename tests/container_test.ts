import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { cacheFolders } from "../lib/cache_folder.ts";
import { BUILDER_PACKAGES, canBuildImages, openImageBuilder } from "../tools/image/image_builder.ts";
import {
  type Engine,
  engineCommand,
  HARDENED,
  MAX_IMAGE_BYTES,
  smokeImage,
} from "../tools/image/image_smoke.ts";
import { bundledPackages } from "../tools/release/bundled_packages.ts";
import { findTarget } from "../tools/release/target.ts";
import { thirdPartyNotices } from "../tools/release/third_party_notices.ts";
import { runCommand } from "../tools/run_command.ts";
import { canCompile, compileTaxi } from "./compiled_taxi.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMAGE = "localhost/taxi:test";
const CHILD = "localhost/taxi-with-model:test";
const USER = 65532;
const ARCHITECTURE = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
const LABELS = { TAXI_VERSION: "1.2.3", TAXI_REVISION: "abc", TAXI_CREATED: "2026-01-02T03:04:05Z" };

const TRIPS = "PULocationID,DOLocationID,trip_distance\n161,236,2.5\n";
const PREDICT = ["predict", "--input", "/data/trips.csv"];

/** The Debian packages that files of the image are from. */
const PACKAGES = ["ca-certificates", "libc6", "libgcc-s1"];

/** The files of the image, all of them. */
const FILES = [
  "/etc/group",
  "/etc/nsswitch.conf",
  "/etc/os-release",
  "/etc/passwd",
  "/etc/ssl/certs/ca-certificates.crt",
  ...[
    ARCHITECTURE === "arm64" ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libnss_dns.so.2",
    "libnss_files.so.2",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
  ].map((name) => `/lib/${name}`),
  "/usr/local/bin/taxi",
  ...PACKAGES.map((name) => `/usr/share/doc/${name}/copyright`),
  "/usr/share/doc/taxi/LICENSE",
  "/usr/share/doc/taxi/THIRD_PARTY_LICENSES",
  ...PACKAGES.map((name) => `/var/lib/dpkg/status.d/${name}`),
];

const missing = canBuildImages()
  ? canCompile ? undefined : "no compile runtime: dl.deno.land is out of reach and DENORT_BIN is not set"
  : `it needs root on Linux and Debian's packages ${BUILDER_PACKAGES.join(", ")}`;

Deno.test({
  name: missing === undefined
    ? "the Dockerfile makes an image that predicts (NOT TRIED: the other platform)"
    : `the Dockerfile makes an image that predicts (SKIPPED: ${missing})`,
  ignore: missing !== undefined,
  fn: (t) =>
    withTemporaryFolder(async (folder) => {
      const context = join(folder, "context");
      await prepareContext(context);
      await Deno.mkdir(join(folder, "storage"));
      const builder = await openImageBuilder(join(folder, "storage"));
      await using _closed = { [Symbol.asyncDispose]: builder.close };
      const { podman, build } = builder;
      await build(context, IMAGE, { TAXI_FROM: "prebuilt", ...LABELS });
      const data = join(folder, "data");
      await Deno.mkdir(data);
      await Deno.chown(data, USER, USER);
      await Deno.chmod(folder, 0o755);

      await t.step("its settings and files are what it should have", async () => {
        await checkSettings(podman);
        assert.deepEqual(await filesOfImage(podman, join(folder, "files")), FILES);
      });
      await t.step("it makes the demo, predicts, is healthy and stops, without rights", async () => {
        const { version, bytes, requestIds } = await smokeImage(podman, IMAGE, data);
        assert.match(version, /^taxi \d/);
        assert.ok(bytes < MAX_IMAGE_BYTES);
        assert.equal((await Deno.stat(join(data, "predictions.db"))).uid, USER);
        using log = new DatabaseSync(join(data, "predictions.db"), { readOnly: true });
        const logged = log.prepare("SELECT request_id FROM logged_predictions WHERE request_id IN (?, ?)");
        assert.equal(logged.all(...requestIds).length, 2);
      });
      await t.step("a volume that it may not write to is told in a sentence", async () => {
        const demo = ["run", "--rm", ...HARDENED, `--volume=${data}:/data:ro`, IMAGE, "demo"];
        await assert.rejects(engineCommand(podman, ...demo), /taxi: Cannot .*: the file system is read-only/);
      });
      await t.step("nothing but the volume can be written to", async () => {
        await Deno.writeTextFile(join(data, "trips.csv"), TRIPS);
        const run = ["run", "--rm", ...HARDENED, `--volume=${data}:/data`, IMAGE, ...PREDICT];
        await engineCommand(podman, ...run, "--output", "/data/predicted.csv");
        assert.match(await Deno.readTextFile(join(data, "predicted.csv")), /predicted_duration/);
        await assert.rejects(
          engineCommand(podman, ...run, "--output", "/predicted.csv"),
          /taxi: Cannot .*: the file system is read-only/,
        );
      });
      await t.step(
        "it can be built from the sources alone, with what is downloaded given to it",
        async () => {
          const image = "localhost/taxi-from-source:test";
          await build(ROOT, image, { TAXI_FROM: "source" }, await downloads());
          const version = await engineCommand(podman, "run", "--rm", ...HARDENED, image, "--version");
          assert.match(version, /^taxi \d.*\(unknown\)/);
        },
      );
      await t.step("an image made from it carries a model", async () => {
        const child = join(folder, "child");
        await Deno.mkdir(child);
        const [model] = namesIn(join(data, "models")).filter((name) => name.endsWith(".taxi"));
        await Deno.copyFile(join(data, "models", model), join(child, "model.taxi"));
        await Deno.writeTextFile(
          join(child, "Dockerfile"),
          `FROM ${IMAGE}\nCOPY --chmod=644 model.taxi /model.taxi\n` +
            `CMD ["serve", "--host", "0.0.0.0", "--model", "/model.taxi"]\n`,
        );
        await build(child, CHILD, {});
        const run = ["run", "--rm", ...HARDENED, `--volume=${data}:/data`, CHILD, ...PREDICT];
        await engineCommand(podman, ...run, "--model", "/model.taxi", "--output", "/data/by_child.csv");
        assert.match(await Deno.readTextFile(join(data, "by_child.csv")), /predicted_duration/);
      });
    }),
});

/** What the Dockerfile reads, with the executable of this checkout. */
async function prepareContext(context: string): Promise<void> {
  const made = join(context, "dist", "container", ARCHITECTURE);
  await Deno.mkdir(made, { recursive: true });
  for (const name of ["Dockerfile", ".dockerignore", "LICENSE"]) {
    await Deno.copyFile(join(ROOT, name), join(context, name));
  }
  const taxi = await compileTaxi();
  if (typeof taxi === "string") throw new Error(taxi);
  await Deno.copyFile(taxi.path, join(made, "taxi"));
  await taxi.remove();
  const notices = thirdPartyNotices(await bundledPackages(join(ROOT, "main.ts"), findTarget()));
  await Deno.writeTextFile(join(made, "THIRD_PARTY_LICENSES"), notices);
}

/** Gives a build what this machine has downloaded: Deno, its npm packages, its compile runtime, the packed add-on. */
async function downloads(): Promise<string[]> {
  const { denoDir } = JSON.parse(await runCommand(Deno.execPath(), ["info", "--json"]));
  const mounts = [
    [denoDir, "/root/.cache/deno"],
    ...["deno", "compile"].map((name) => [join(cacheFolders()[0], name), `/root/.cache/taxi/${name}`]),
  ];
  const runtime = Deno.env.get("DENORT_BIN");
  if (runtime !== undefined) mounts.push([dirname(runtime), "/denort"]);
  const words = mounts.filter(([from]) => existsSync(from)).map(([from, to]) => `--volume=${from}:${to}`);
  return runtime === undefined ? words : [...words, `--env=DENORT_BIN=/denort/${basename(runtime)}`];
}

async function checkSettings(podman: Engine): Promise<void> {
  const [image] = JSON.parse(await engineCommand(podman, "image", "inspect", IMAGE));
  const { User, Entrypoint, Cmd, Volumes, ExposedPorts, StopSignal, Labels } = image.Config;
  assert.deepEqual(
    { User, Entrypoint, Cmd, Volumes, ExposedPorts, StopSignal },
    {
      User: `${USER}:${USER}`,
      Entrypoint: ["/usr/local/bin/taxi"],
      Cmd: ["serve", "--host", "0.0.0.0", "--port", "8000"],
      Volumes: { "/data": {} },
      ExposedPorts: { "8000/tcp": {} },
      StopSignal: "SIGTERM",
    },
  );
  const { Healthcheck = image.Config.Healthcheck } = image;
  assert.deepEqual(Healthcheck.Test, ["CMD", "/usr/local/bin/taxi", "health"]);
  const label = (name: string) => Labels[`org.opencontainers.image.${name}`];
  assert.deepEqual(["title", "licenses"].map(label), ["taxi", "MIT"]);
  assert.deepEqual(["version", "revision", "created"].map(label), Object.values(LABELS));
}

/** Paths of all files and links but those that the engine puts in, in order. */
async function filesOfImage(podman: Engine, folder: string): Promise<string[]> {
  await Deno.mkdir(folder);
  const container = await engineCommand(podman, "create", IMAGE);
  const archive = join(folder, "files.tar");
  await engineCommand(podman, "export", "--output", archive, container);
  await engineCommand(podman, "rm", container);
  const names = (await runCommand("tar", ["--list", "--file", archive])).split("\n");
  return names.filter((name) => !name.endsWith("/") && name !== "lib64").map((name) => `/${name}`).sort();
}
