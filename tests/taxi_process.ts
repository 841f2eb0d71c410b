import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../lib/hash.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** How to start `taxi`. */
export interface StartOptions {
  /** The program and its first words; `taxi` of this checkout unless told. */
  readonly program?: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it as this user and group; needs root. */
  readonly uid?: number;
}

/** What became of a process. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `taxi`. */
export interface TaxiProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves with the JSON document on stdout once it is whole, or with undefined when the process ended without one. */
  readonly document: Promise<unknown>;
  /** Sends a signal; does nothing when the process has ended. */
  kill(signal: Deno.Signal): void;
}

/** The words that start this checkout's `taxi`. */
export const CHECKOUT: readonly string[] = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", MAIN];

/** Starts `taxi` with these arguments. */
export function startTaxi(args: readonly string[], options: StartOptions = {}): TaxiProcess {
  const { program = CHECKOUT, cwd, env, uid } = options;
  const child = new Deno.Command(program[0], {
    args: [...program.slice(1), ...args],
    env: { TAXI_HOME: "", TAXI_DEBUG: "", NO_COLOR: "1", MLFLOW_TRACKING_URI: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  }).spawn();
  const document = Promise.withResolvers<unknown>();
  const readStdout = async () => {
    let text = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      const [whole] = /^.*?^}$/ms.exec(text) ?? []; // on a schedule the next one may come with it
      if (whole !== undefined) document.resolve(JSON.parse(whole));
    }
    document.resolve(undefined);
    return text;
  };
  let alive = true;
  const ended = Promise.all([child.status, readStdout(), new Response(child.stderr).text()])
    .then(([{ code }, stdout, stderr]) => {
      alive = false;
      return { code, stdout, stderr };
    });
  return {
    pid: child.pid,
    ended,
    document: document.promise,
    kill(signal) {
      if (!alive) return;
      try {
        child.kill(signal);
      } catch (error) { // it has ended and this process does not know yet
        if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
      }
    },
  };
}

/** Runs `taxi` to its end. */
export function runTaxi(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return startTaxi(args, options).ended;
}

/** Runs `taxi` with `--json`, expects exit code 0 unless told, and gives the one document on stdout. */
// deno-lint-ignore no-explicit-any -- the documents are what the tests look into
export async function taxiJson(args: readonly string[], options?: StartOptions, code = 0): Promise<any> {
  const ended = await runTaxi([...args, "--json"], options);
  assert.equal(ended.code, code, `taxi ${args.join(" ")}: ${ended.stderr}`);
  return JSON.parse(ended.stdout);
}

/** {@linkcode taxiJson} for several at once; waits for all of them even when one fails, so that none is left behind. */
// deno-lint-ignore no-explicit-any -- as above
export async function allTaxiJson(commands: readonly (readonly string[])[]): Promise<any[]> {
  const settled = await Promise.allSettled(commands.map((args) => taxiJson(args)));
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** What `taxi serve --json` says once it listens. */
export interface ServeDocument {
  readonly url: string;
  readonly model: string;
  readonly model_version: number | null;
  readonly pid: number;
}

/** A `taxi serve` that is listening. */
export interface TaxiServer extends AsyncDisposable {
  readonly url: string;
  readonly document: ServeDocument;
  readonly process: TaxiProcess;
  /** Asks it to stop and waits until it has. */
  stop(): Promise<Ended>;
}

/** Starts `taxi serve` on a free port and waits until it listens. */
export async function startServer(args: readonly string[], options?: StartOptions): Promise<TaxiServer> {
  const process = startTaxi(["serve", "--port", "0", "--json", ...args], options);
  const document = await process.document as ServeDocument | undefined;
  if (document === undefined) throw new Error(`taxi serve did not start: ${(await process.ended).stderr}`);
  const stop = () => {
    process.kill("SIGTERM");
    return process.ended;
  };
  return { url: document.url, document, process, stop, [Symbol.asyncDispose]: async () => void await stop() };
}

/** Posts JSON and gives the answer's JSON; fails on any other status than the expected one. */
// deno-lint-ignore no-explicit-any -- the answers are what the tests look into
export async function postJson(url: string, body: unknown, status = 200): Promise<any> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text);
}

/** Every file below a folder with the hash of its bytes; SQLite's shared memory, which holds no data, left out. */
export function snapshot(folder: string): Record<string, string> {
  const files = filesBelow(folder).filter((path) => !path.endsWith("-shm"));
  return Object.fromEntries(files.map((path) => [path, sha256(Deno.readFileSync(join(folder, path)))]));
}

/** Paths of all files below a folder, relative to it and sorted; none when there is no folder. */
export function filesBelow(folder: string, within = ""): string[] {
  try {
    return [...Deno.readDirSync(join(folder, within))].flatMap(({ name, isDirectory }) =>
      isDirectory ? filesBelow(folder, join(within, name)) : [join(within, name)]
    ).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Files that a command leaves behind only when it dies. */
export function leftovers(folder: string): string[] {
  return filesBelow(folder).filter((path) => /\.tmp\b/.test(path) || path.includes("run-"));
}
