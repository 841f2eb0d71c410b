import type { DataType, LazyDataFrame } from "nodejs-polars";
import { preparePolarsAddon } from "./polars_addon.ts";

/** The embedded engine, as `loadPolars` gives it. */
export type Polars = typeof import("nodejs-polars");

/** A lazy scan or query of the embedded engine. */
export type LazyTable = LazyDataFrame;

/** A column type of the embedded engine. */
export type PolarsType = DataType;

/** A path as the engine's scans take it for itself, whatever its folders are called: they would expand `*`, `?` and `[`. */
export function literalPath(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

let loaded: Promise<Polars> | undefined;

/**
 * Loads the embedded engine on first need. Its native add-on is over 100 MB, so that commands which only serve or list
 * must never come here.
 */
export function loadPolars(): Promise<Polars> {
  loaded ??= preparePolarsAddon().then(() => import("nodejs-polars")).then((module) =>
    module.default as Polars
  );
  return loaded;
}
