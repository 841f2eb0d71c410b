import { join } from "node:path";
import { tmpdir } from "node:os";

/** Reads one environment variable. */
export type Environment = (name: string) => string | undefined;

/**
 * Folders for what can be made again, best first: `TAXI_CACHE`, else `XDG_CACHE_HOME/taxi`, else `~/.cache/taxi`
 * (`LOCALAPPDATA/taxi` on Windows); then the user's own folder below the temporary folder, for a home that is read-only.
 */
export function cacheFolders(environment: Environment = (name) => Deno.env.get(name)): string[] {
  const told = (name: string) => environment(name) || undefined; // set but empty is as good as unset
  const home = told("HOME");
  const base = told("XDG_CACHE_HOME") ?? told("LOCALAPPDATA") ??
    (home === undefined ? undefined : join(home, ".cache"));
  const preferred = told("TAXI_CACHE") ?? (base === undefined ? undefined : join(base, "taxi"));
  const temporary = join(told("TMPDIR") ?? tmpdir(), `taxi-${Deno.uid() ?? "user"}`);
  return preferred === undefined ? [temporary] : [preferred, temporary];
}
