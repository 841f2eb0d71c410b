import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { compile } from "../tools/release/compile.ts";
import { canDownloadRuntime, compileEnvironment } from "../tools/test_setup.ts";

const ROOT = new URL("..", import.meta.url);

/** Deno's compile runtime is given, or can be downloaded. */
export const canCompile: boolean = Deno.env.has("DENORT_BIN") || await canDownloadRuntime();

/** The executable as a user gets it. */
export interface CompiledTaxi {
  readonly path: string;
  /** Removes it. */
  remove(): Promise<void>;
}

/**
 * Compiles this checkout into an executable that every user may run.
 *
 * @returns a sentence that says why not, where Deno's compile runtime is not to be had
 */
export async function compileTaxi(): Promise<CompiledTaxi | string> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-compiled-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  const path = join(folder, "taxi");
  try {
    for (const [name, value] of Object.entries(await compileEnvironment(ROOT))) Deno.env.set(name, value);
    await compile({ entry: join(fileURLToPath(ROOT), "main.ts"), output: path });
    await Deno.chmod(folder, 0o755);
    return { path, remove };
  } catch (error) {
    await remove();
    if (error instanceof TaxiError && error.code === "denort") return error.message;
    throw error;
  }
}
