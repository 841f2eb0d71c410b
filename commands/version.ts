import config from "../deno.json" with { type: "json" };
import { MODEL_FORMAT } from "../pipeline/models/model_format.ts";
import { COMMIT } from "./commit.ts";

/** Version of this `taxi`. */
export const TAXI_VERSION: string = config.version;

/** What `taxi --version` prints. */
export function versionText(): string {
  return `taxi ${TAXI_VERSION} (${COMMIT})\ndeno ${Deno.version.deno}\nmodel format ${MODEL_FORMAT}`;
}
