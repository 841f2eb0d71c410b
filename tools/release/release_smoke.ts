// Tries a release as its user would, on this platform: ./denow task release:smoke FOLDER_OF_ASSETS
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { TaxiError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say } from "../run_tool.ts";
import { findTarget, type Target } from "./target.ts";

const TRIP = {
  PULocationID: 161,
  DOLocationID: 236,
  trip_distance: 2.5,
  pickup_datetime: "2025-03-01T08:30:00",
};

/**
 * Checks the archive for `target` against SHA256SUMS, unpacks it, makes the demo with it, serves the model that the demo
 * registered, and asks for a prediction.
 *
 * @returns the predicted minutes
 * @throws TaxiError at the first thing that is not as it should be
 */
export async function tryRelease(assets: string, target: Target = findTarget()): Promise<number> {
  const work = await Deno.makeTempDir({ prefix: "taxi-smoke-" });
  try {
    const archive = await checkedArchive(assets, target);
    await runCommand("tar", ["-xf", join(assets, archive), "-C", work]); // bsdtar reads zip too, on Windows
    const taxi = join(work, archive.replace(/\.(tar\.gz|zip)$/, ""), target.executable);
    const env = { TAXI_HOME: join(work, "home"), TAXI_CACHE: join(work, "cache") };
    say((await runCommand(taxi, ["--version"], { env })).replaceAll("\n", ", "));
    const { metrics } = JSON.parse(await runCommand(taxi, ["demo", "--json"], { env }));
    if (!(metrics?.mae > 0)) throw fault(`taxi demo told no MAE, found ${JSON.stringify(metrics)}`);
    return await askServed(taxi, env);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function checkedArchive(assets: string, { triple }: Target): Promise<string> {
  const sums = await Deno.readTextFile(join(assets, "SHA256SUMS"));
  const line = new RegExp(`^([0-9a-f]{64})  (taxi-\\S+-${triple}\\.(?:tar\\.gz|zip))$`, "m").exec(sums);
  if (line === null) throw fault(`SHA256SUMS in "${assets}" lists no archive for ${triple}`);
  const [, expected, name] = line;
  const found = await sha256OfFile(join(assets, name));
  if (found === expected) return name;
  throw fault(`${name} is damaged: its SHA-256 is ${found}, expected ${expected}`);
}

async function askServed(taxi: string, env: Record<string, string>): Promise<number> {
  await using server = new Deno.Command(taxi, {
    args: ["serve", "--port", "0", "--json"],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const url = await servedUrl(server.stdout);
  await runCommand(taxi, ["health", "--url", url]);
  const answer = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(TRIP),
  });
  const { predicted_duration: minutes } = await answer.json();
  if (!(minutes > 0)) throw fault(`POST /predict answered ${answer.status} and no minutes`);
  return minutes;
}

/** Reads what `taxi serve --json` says until its document is whole. */
async function servedUrl(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stdout.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })) {
    text += part;
    if (/^}$/m.test(text)) return JSON.parse(text).url;
  }
  throw fault(`taxi serve ended before it listened: ${text}`);
}

function fault(message: string): TaxiError {
  return new TaxiError(message, { code: "release_smoke" });
}

if (import.meta.main) {
  await runTool(async () => {
    const { positionals } = parseArgs({ allowPositionals: true });
    if (positionals.length !== 1) {
      process.exitCode = 2;
      return say("usage: ./denow task release:smoke FOLDER_OF_ASSETS");
    }
    const minutes = await tryRelease(positionals[0]);
    say(`The release for ${Deno.build.target} works: it predicts ${minutes.toFixed(1)} minutes.`);
  });
}
