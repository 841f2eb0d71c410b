// @ts-types="@types/semver/functions/gt.d.ts"
import isNewer from "semver/functions/gt.js";
import { UsageError } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { createCommand, JSON_OPTION } from "./command.ts";
import { latestRelease, releasesUrl } from "./releases.ts";
import { TAXI_VERSION } from "./version.ts";

/** `taxi upgrade`. */
export function upgradeCommand() {
  return createCommand("upgrade", "Say whether a newer taxi is released, and how to get it.", {
    example: "taxi upgrade --check",
  })
    .option("--check", "only look; the one thing this command does, since whoever installed taxi replaces it")
    .option(...JSON_OPTION)
    .action(async (options) => {
      if (!options.check) {
        throw new UsageError(
          "taxi does not replace itself: expected --check, which says how to get a newer one",
          "taxi upgrade --check",
        );
      }
      const out = createOutput(options.json === true);
      const url = releasesUrl();
      const latest = await latestRelease(url);
      const newer = isNewer(latest, TAXI_VERSION);
      out.say(
        newer
          ? `taxi ${latest} is released, this is ${TAXI_VERSION}. To install it:\n` +
            `  curl -fsSL ${url}/download/v${latest}/install.sh | sh`
          : `taxi ${TAXI_VERSION} is up to date: the latest release is ${latest}`,
      );
      out.document({ current: TAXI_VERSION, latest, newer, releases: url });
    });
}
