import { UsageError } from "../lib/errors.ts";

/**
 * Refuses artifact paths that could lead out of a folder, on any system, once somebody downloads them: absolute ones,
 * `..`, backslashes, drive letters, control characters.
 */
export function assertArtifactPath(path: string): void {
  const unsafe = path.length > 2000 || !path.isWellFormed() || /[\\#\p{Cc}]|^[a-z]:/iu.test(path) ||
    path.split("/").some((part) => part === "" || part === "." || part === "..");
  if (unsafe) {
    throw new UsageError(
      `Cannot use ${
        JSON.stringify(path.slice(0, 100))
      } as an artifact path: expected a relative path such as "plots/errors.html"`,
      undefined,
      "invalid_path",
    );
  }
}
