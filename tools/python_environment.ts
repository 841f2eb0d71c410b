import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolders } from "../lib/cache_folder.ts";
import { TaxiError } from "../lib/errors.ts";

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
 * new one. It is made under a temporary name and renamed, so that two first runs at once do no harm.
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
  const python = join(folder, "bin", "python");
  if (await exists(python)) return python;
  options.progress?.(`making ${folder} with pip (once)`);
  await Deno.mkdir(cache, { recursive: true });
  const temporary = await Deno.makeTempDir({ dir: cache, prefix: "python-unfinished-" });
  try {
    await run("python3", ["-m", "venv", temporary], signal);
    const install = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--only-binary",
      ":all:",
      "--requirement",
      requirements,
    ];
    await run(join(temporary, "bin", "python"), install, signal);
    await renameUnlessMade(temporary, folder);
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(ignoreNotFound);
  }
  return python;
}

/** A folder that holds anything cannot be renamed over: then another process was first, with the same content. */
async function renameUnlessMade(temporary: string, folder: string): Promise<void> {
  try {
    await Deno.rename(temporary, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  }
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

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    ignoreNotFound(error);
    return false;
  });
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
