import { assertArtifactPath } from "../../tracking/artifact_path.ts";
import { invalid } from "./mlflow_error.ts";

/** How often a path may have been encoded that is taken apart to see what it hides. */
const MOST_DECODINGS = 5;

/**
 * The path of a file or folder in the tree, decoded once.
 *
 * @param decoded a path that leads out of a folder in any encoding is none
 * @throws MlflowError `Invalid path`
 */
export function safeArtifactPath(decoded: string): string {
  const path = decoded.replace(/\/+$/, "");
  let form = path;
  for (let i = 0; i < MOST_DECODINGS; i++) {
    assertSafe(form);
    const next = decodeOnce(form);
    if (next === undefined || next === form) return path;
    form = next;
  }
  throw invalid("Invalid path");
}

/** Decodes a path of a URL. @throws MlflowError `Invalid path` when it is not UTF-8 */
export function decodePath(encoded: string): string {
  const path = decodeOnce(encoded);
  if (path === undefined) throw invalid("Invalid path");
  return path;
}

function assertSafe(path: string): void {
  try {
    assertArtifactPath(path);
  } catch {
    throw invalid("Invalid path");
  }
}

/** Undefined for what is no encoded text, such as a name with a percent sign. */
function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
