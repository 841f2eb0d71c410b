import { join, resolve } from "node:path";

/** Everything that `taxi` keeps, under one folder. */
export interface Home {
  readonly path: string;
  readonly raw: string;
  readonly trips: string;
  readonly models: string;
  readonly reports: string;
}

/**
 * The home that applies: `--home`, else `TAXI_HOME`, else `.taxi` in the working folder.
 *
 * @param option what `--home` said
 */
export function findHome(option: string | undefined): Home {
  const path = resolve(option ?? Deno.env.get("TAXI_HOME") ?? ".taxi");
  const inside = (name: string) => join(path, name);
  return {
    path,
    raw: inside("raw"),
    trips: inside("trips"),
    models: inside("models"),
    reports: inside("reports"),
  };
}
