import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
import { installDebianPackages } from "../tools/debian_packages.ts";
import { findProgram } from "../tools/find_program.ts";
import { runCommand } from "../tools/run_command.ts";

const SCRIPT = join(import.meta.dirname!, "post_lines.lua");

/** How long and with what {@linkcode runWrk} asks. */
export interface WrkLoad {
  /** Of 127.0.0.1; it asks `POST /predict`. */
  readonly port: number;
  /** A file with a JSON body a line, sent in turn. */
  readonly bodies: string;
  /** Whole seconds, 1 or more. */
  readonly seconds: number;
  /** Connections of its one thread, each with one request at a time. */
  readonly connections: number;
  /** Bearer token, where the server wants one. */
  readonly token?: string;
}

/** What wrk saw. */
export interface WrkFigures {
  /** Answered requests. */
  readonly requests: number;
  /** Answered requests a second. */
  readonly perSecond: number;
  /** Answers other than 2xx and 3xx, and connections that failed in any way. */
  readonly errors: number;
  /** Seconds of the middle answer, from when its request was sent. */
  readonly p50Seconds: number;
}

/**
 * The wrk of this machine. It is installed where `installDebianPackages` may.
 *
 * @throws TaxiError with the command that installs it
 */
export async function findWrk(): Promise<string> {
  const found = findProgram("wrk") ?? (await installDebianPackages(["wrk"]) ? findProgram("wrk") : undefined);
  if (found !== undefined) return found;
  throw new TaxiError('Cannot find "wrk" on PATH: expected the load generator of Debian\'s package wrk', {
    code: "tool",
    hint: "apt install wrk",
  });
}

/** Puts a server under load by wrk: one thread, as fast as it answers. */
export async function runWrk(wrk: string, load: WrkLoad): Promise<WrkFigures> {
  const said = await runCommand(wrk, [
    ...["--threads", "1", "--connections", `${load.connections}`, "--duration", `${load.seconds}s`],
    ...["--timeout", "10s", "--script", SCRIPT, `http://127.0.0.1:${load.port}/predict`, "--", load.bodies],
    ...(load.token === undefined ? [] : [load.token]),
  ]);
  const told = JSON.parse(said.split("\n").at(-1)!);
  return {
    requests: told.requests,
    perSecond: told.requests / (told.microseconds / 1e6),
    errors: told.connect + told.read + told.write + told.status + told.timeout,
    p50Seconds: told.p50 / 1e6,
  };
}
