// Tries an image as a user would: ./denow run -A tools/image/image_smoke.ts IMAGE [--engine docker]
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say } from "../run_tool.ts";

/** A container engine's command line, which is Docker's or Podman's. */
export interface Engine {
  /** The program and its first words. */
  readonly words: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What {@linkcode smokeImage} saw. */
export interface ImageSmoke {
  /** What `taxi --version` printed. */
  readonly version: string;
  /** Bytes of the image, unpacked. */
  readonly bytes: number;
  /** Ids of the predictions that the server answered. */
  readonly requestIds: readonly string[];
}

/** An image is held to this size, unpacked. */
export const MAX_IMAGE_BYTES = 160_000_000;

/** What the image must get along with: a user without rights and nowhere to write but one volume, without a `/tmp`. */
export const HARDENED: readonly string[] = [
  "--read-only",
  "--cap-drop=all",
  "--security-opt=no-new-privileges",
  "--memory=768m",
  "--network=host",
];

const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };
const STOP_SECONDS = 10;
const START_TRIES = 100;
const TRY_MILLISECONDS = 200;

/** Runs one command of the engine and gives what it printed. */
export function engineCommand(engine: Engine, ...args: readonly string[]): Promise<string> {
  const [program, ...first] = engine.words;
  return runCommand(program, [...first, ...args], { env: engine.env });
}

/**
 * Runs the image with {@linkcode HARDENED}: version, demo, then twice the server with a prediction and the health
 * check, stopped by SIGTERM and by SIGINT.
 *
 * @param volume name of a volume, or absolute path of a folder that the image's user may write to
 * @throws TaxiError with the first thing that is not as it should be
 */
export async function smokeImage(engine: Engine, image: string, volume: string): Promise<ImageSmoke> {
  const taxi = (...args: string[]) =>
    engineCommand(engine, "run", "--rm", ...HARDENED, `--volume=${volume}:/data`, image, ...args);
  const bytes = Number(await engineCommand(engine, "image", "inspect", "--format", "{{.Size}}", image));
  expect(bytes <= MAX_IMAGE_BYTES, `the image has ${bytes} bytes, expected at most ${MAX_IMAGE_BYTES}`);
  const version = await taxi("--version");
  await taxi("demo");
  const requestIds: string[] = [];
  for (const signal of ["SIGTERM", "SIGINT"]) requestIds.push(await serveOnce(engine, image, volume, signal));
  return { version, bytes, requestIds };
}

/** @returns the id of the prediction that the server answered */
async function serveOnce(engine: Engine, image: string, volume: string, signal: string): Promise<string> {
  const serve = ["serve", "--host", "127.0.0.1", "--port", "0"];
  const id = await engineCommand(
    engine,
    "run",
    "--detach",
    ...HARDENED,
    `--volume=${volume}:/data`,
    image,
    ...serve,
  );
  try {
    const url = await listeningUrl(engine, id);
    await engineCommand(engine, "exec", id, "/usr/local/bin/taxi", "health", "--url", url);
    const answer = await fetch(`${url}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(TRIP),
    });
    const { predicted_duration: minutes, request_id: requestId } = await answer.json();
    expect(minutes > 0, `the server answered ${answer.status} to a trip, expected a duration`);
    await engineCommand(engine, "kill", `--signal=${signal}`, id);
    const exit = await endOf(engine, id);
    expect(exit === "0", `the server ended with ${exit} on ${signal}, expected 0 within ${STOP_SECONDS} s`);
    return requestId;
  } finally {
    await engineCommand(engine, "rm", "--force", id);
  }
}

/** The address that the server tells once it listens. */
async function listeningUrl(engine: Engine, id: string): Promise<string> {
  for (let tries = 0; tries < START_TRIES; tries++) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await engineCommand(engine, "logs", id))?.[0];
    if (url !== undefined) return url;
    await sleep(TRY_MILLISECONDS);
  }
  throw fault("the server did not tell where it listens");
}

/** The exit code of a container that was told to stop; `running` when it did not in time. */
async function endOf(engine: Engine, id: string): Promise<string> {
  for (let tries = 0; tries < STOP_SECONDS * 1000 / TRY_MILLISECONDS; tries++) {
    const [status, code] =
      (await engineCommand(engine, "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", id))
        .split(" ");
    if (status === "exited") return code;
    await sleep(TRY_MILLISECONDS);
  }
  return "running";
}

function expect(holds: boolean, found: string): asserts holds {
  if (!holds) throw fault(found);
}

function fault(found: string): TaxiError {
  return new TaxiError(`The image does not do what it should: ${found}`, { code: "image" });
}

if (import.meta.main) {
  await runTool(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { engine: { type: "string", default: "docker" } },
    });
    if (positionals.length !== 1) {
      throw new UsageError(`Cannot try ${positionals.length} images: expected the name of one`);
    }
    const engine = { words: values.engine.split(" ") };
    const volume = `taxi-smoke-${crypto.randomUUID()}`;
    try {
      say(JSON.stringify(await smokeImage(engine, positionals[0], volume)));
    } finally {
      await engineCommand(engine, "volume", "rm", "--force", volume);
    }
  });
}
