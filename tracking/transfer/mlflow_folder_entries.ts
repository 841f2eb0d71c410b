import { join } from "node:path";

/** The folders in a folder, by name; none in one that is not there. */
export async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).filter(({ isDirectory }) => isDirectory).map(({ name }) =>
    join(folder, name)
  );
}

/** The files in a folder and below, as their paths from there, which MLflow takes for names: `loss`, `train/loss`. */
export async function namesIn(folder: string, inner = ""): Promise<string[]> {
  const names: string[] = [];
  for (const { name, isDirectory, isFile } of await entriesOf(join(folder, inner))) {
    const path = inner === "" ? name : `${inner}/${name}`;
    if (isDirectory) names.push(...await namesIn(folder, path));
    else if (isFile) names.push(path);
  }
  return names;
}

/** The contents of the files in a folder and below, by name. */
export async function textsIn(folder: string): Promise<Record<string, string>> {
  const texts: [string, string][] = [];
  for (const name of await namesIn(folder)) texts.push([name, await Deno.readTextFile(join(folder, name))]);
  return Object.fromEntries(texts);
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
