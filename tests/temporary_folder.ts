/** Calls `work` with an empty folder, which is gone afterwards whatever happens. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-test-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Names of the files and folders in `folder`, in order, hidden ones too. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
