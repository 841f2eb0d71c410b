import { TaxiError } from "../../lib/errors.ts";

/** A platform that `taxi` is released for. */
export interface Target {
  /** Its name as Rust and Deno give it. */
  readonly triple: string;
  /** The kind of operating system, as `Deno.build.os` names it. */
  readonly os: "linux" | "darwin" | "windows";
  /** The npm package with Polars' native add-on for it. */
  readonly addonPackage: string;
  /** File name of the executable. */
  readonly executable: string;
}

/** Every platform of a release. Linux means glibc of 2.27 or newer. */
export const TARGETS: readonly Target[] = [
  target("x86_64-unknown-linux-gnu", "linux", "linux-x64-gnu"),
  target("aarch64-unknown-linux-gnu", "linux", "linux-arm64-gnu"),
  target("aarch64-apple-darwin", "darwin", "darwin-arm64"),
  target("x86_64-apple-darwin", "darwin", "darwin-x64"),
  target("x86_64-pc-windows-msvc", "windows", "win32-x64-msvc"),
];

/**
 * The target of that name; this machine's own unless told.
 *
 * @throws TaxiError when `taxi` is not made for it
 */
export function findTarget(triple: string = Deno.build.target): Target {
  const found = TARGETS.find((target) => target.triple === triple);
  if (found !== undefined) return found;
  const known = TARGETS.map(({ triple }) => triple).join(", ");
  throw new TaxiError(`Cannot compile for "${triple}": expected one of ${known}`, { code: "platform" });
}

function target(triple: string, os: Target["os"], binding: string): Target {
  const executable = os === "windows" ? "taxi.exe" : "taxi";
  return { triple, os, addonPackage: `nodejs-polars-${binding}`, executable };
}
