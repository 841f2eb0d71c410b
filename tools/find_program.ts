import { delimiter, join } from "node:path";
import { statFileSync } from "../lib/stat_file.ts";

/** The path of a program on PATH, as a shell would find it; undefined where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => statFileSync(path)?.isFile);
}
