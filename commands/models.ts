import { UsageError } from "../lib/errors.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION } from "./command.ts";
import { cardCommand } from "./models_card.ts";
import { TRACKING_OPTION, trackingWords } from "./tracking_option.ts";
import { withTracking } from "./with_tracking.ts";

/** `taxi models`. */
export function modelsCommand() {
  return createCommand("models", "List, show and describe registered models, move their aliases.", {
    example: "taxi models list",
  })
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cardCommand())
    .addCommand(aliasCommand())
    .addCommand(deleteCommand());
}

function listCommand() {
  return createCommand("list", "Registered models.", { example: "taxi models list" })
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withTracking(options, async (out, tracking) => {
        const models = await tracking.models.list();
        if (models.length === 0) {
          out.say("No registered models yet.");
          const train = "taxi train --train 2023-01..2023-02 --test 2023-03 --register taxi-duration";
          out.next(train + trackingWords(options.tracking) + homeWords(options.home));
        } else {
          out.table([
            ["model", "latest", "aliases"],
            ...models.map(({ name, latestVersion, aliases }) => [
              name,
              String(latestVersion ?? ""),
              Object.entries(aliases).map(([alias, version]) => `${alias}: ${version}`).join(", "),
            ]),
          ]);
        }
        const documents = models.map(({ name, latestVersion, aliases }) => ({
          name,
          latest_version: latestVersion,
          aliases,
        }));
        out.document({ models: documents });
      })
    );
}

function showCommand() {
  return createCommand("show", "The versions of a model, newest first.", {
    example: "taxi models show taxi-duration",
  })
    .argument("<name>", "registered name")
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, options) =>
      withTracking(options, async (out, tracking) => {
        const versions = await tracking.models.listVersions(name);
        out.table([["version", "aliases", "run", "made", "sha256"], ...versions.map(versionRow)]);
        out.document({ name, versions: versions.map(versionDocument) });
      })
    );
}

function aliasCommand() {
  return createCommand("alias", "Point an alias to a version, or away from all.", {
    example: "taxi models alias taxi-duration champion 2",
  })
    .argument("<name>", "registered name")
    .argument("<alias>", "champion, challenger or a word of your own")
    .argument("<version>", "version number, or none")
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, alias, text, options) =>
      withTracking(options, async (out, tracking) => {
        const version = text === "none" ? null : parseVersion(text);
        if (version === null) await tracking.models.deleteAlias(name, alias);
        else await tracking.models.setAlias(name, alias, version);
        out.say(
          version === null ? `${name} has no ${alias} now` : `${name}@${alias} is version ${version} now`,
        );
        out.document({ name, alias, version });
      })
    );
}

function deleteCommand() {
  return createCommand("delete", "Delete a version; its number is not given again.", {
    example: "taxi models delete taxi-duration 1",
  })
    .argument("<name>", "registered name")
    .argument("<version>", "version number", parseVersion)
    .option(...TRACKING_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, version, options) =>
      withTracking(options, async (out, tracking) => {
        const { aliases } = await tracking.models.getVersion(name, version);
        if (aliases.length > 0) {
          throw new UsageError(
            `Cannot delete version ${version} of "${name}": it is its ${
              aliases.join(" and ")
            }, expected a version without alias`,
            `taxi models alias ${name} ${aliases[0]} none`,
          );
        }
        await tracking.models.deleteVersion(name, version);
        out.say(`Deleted ${name} version ${version}; its run and model file stay`);
        out.document({ name, version, deleted: true });
      })
    );
}

function parseVersion(text: string): number {
  const version = Number(text);
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new UsageError(`Cannot read version "${text}": expected a whole number of 1 or more`);
  }
  return version;
}

function versionRow({ version, aliases, runId, createdAt, sha256 }: ModelVersion): string[] {
  const made = new Date(createdAt).toISOString().slice(0, 16).replace("T", " ");
  return [String(version), aliases.join(", "), runId?.slice(0, 8) ?? "", made, sha256?.slice(0, 12) ?? ""];
}

function versionDocument({ version, aliases, runId, createdAt, sha256, source, tags }: ModelVersion) {
  return {
    version,
    aliases,
    run_id: runId,
    created: new Date(createdAt).toISOString(),
    sha256,
    source,
    tags,
  };
}
