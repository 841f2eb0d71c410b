import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolders } from "../lib/cache_folder.ts";
import { TaxiError } from "../lib/errors.ts";
import { madeOnce } from "./made_once.ts";

/** Where an environment is made, from what, and who may interrupt it. */
export interface PythonEnvironmentOptions {
  /** The folder that holds environments; that of `cacheFolders` unless told. */
  readonly cache?: string;
  /** A pip requirements file that pins every package it names. */
  readonly requirements: string;
  /** Hears what is being made, when something is. */
  readonly progress?: (line: string) => void;
  /** Ends what is running; the unfinished environment is removed. */
  readonly signal?: AbortSignal;
}

/**
 * The Python of a virtual environment with the pinned requirements, made on first need and kept in the user's cache
 * folder. Its name is a hash of the requirements and of the interpreter's version, so that a change of either makes a
 * new one.
 *
 * Run its programs as `python -m NAME`: scripts that pip writes name the folder they were made in, which is renamed.
 * Programs that a package ships as executables lie beside `python`.
 *
 * @returns the path of its `python`
 * @throws TaxiError when python3 is missing or pip cannot install
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { requirements, cache = cacheFolders()[0], signal } = options;
  const version = await run("python3", ["-c", "import sys; print(sys.version, sys.prefix)"], signal);
  const hash = createHash("sha256").update(version).update(await Deno.readTextFile(requirements)).digest(
    "hex",
  );
  const folder = join(cache, `python-${hash.slice(0, 12)}`);
  await madeOnce(folder, async (work) => {
    options.progress?.(`making ${folder} with pip (once)`);
    const made = join(work, "made");
    await run("python3", ["-m", "venv", made], signal);
    const install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:"];
    await run(join(made, "bin", "python"), [...install, "--requirement", requirements], signal);
    return made;
  });
  return join(folder, "bin", "python");
}

async function run(program: string, args: string[], signal?: AbortSignal): Promise<string> {
  const command = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  });
  const { success, code, stdout, stderr } = await finish(program, command);
  signal?.throwIfAborted();
  if (success) return new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" | ");
  throw new TaxiError(
    `Cannot make the Python environment: "${program} ${args.join(" ")}" ended with ${code}: ${said}`,
    {
      code: "python_environment",
    },
  );
}

async function finish(program: string, command: Deno.Command): Promise<Deno.CommandOutput> {
  try {
    return await command.output();
  } catch (cause) {
    throw new TaxiError(`Cannot run "${program}": ${(cause as Error).message}`, {
      code: "python_environment",
      cause,
    });
  }
}
