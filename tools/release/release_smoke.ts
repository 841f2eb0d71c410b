// Tries a release as its user would, on this platform: ./denow task release:smoke FOLDER_OF_ASSETS
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { postJson, startServer } from "../../tests/taxi_process.ts";
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
  await using server = await startServer([], { program: [taxi], env });
  await runCommand(taxi, ["health", "--url", server.url]);
  const { predicted_duration: minutes } = await postJson(`${server.url}/predict`, TRIP);
  if (!(minutes > 0)) throw fault(`POST /predict answered no minutes, found ${minutes}`);
  return minutes;
}

function fault(message: string): TaxiError {
  return new TaxiError(message, { code: "release_smoke" });
}

if (import.meta.main) {
  await runTool(async () => {
    const { positionals } = parseArgs({ allowPositionals: true });
    if (positionals.length !== 1) {
      throw new UsageError(`Cannot try ${positionals.length} releases: expected the folder of one`);
    }
    const minutes = await tryRelease(positionals[0]);
    say(`The release for ${Deno.build.target} works: it predicts ${minutes.toFixed(1)} minutes.`);
  });
}
