/** Gives a test an empty home folder, which is removed afterwards. */
export async function withTemporaryHome(run: (home: string) => Promise<void> | void): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "taxi-home-" });
  try {
    await run(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
