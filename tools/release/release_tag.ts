// Holds a tag against deno.json and CHANGELOG.md: ./denow run -A tools/release/release_tag.ts [--tag vX.Y.Z] [--notes FILE]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TaxiError } from "../../lib/errors.ts";
import settings from "../../deno.json" with { type: "json" };
import { runTool, say } from "../run_tool.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The notes of a release: what CHANGELOG.md has under the tag's version.
 *
 * @param tag such as `v0.1.0`
 * @throws TaxiError when the tag is of another version than `version`, or the change log does not tell of it as released
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) {
    throw new TaxiError(
      `Cannot release tag "${tag}": deno.json has version ${version}, expected tag v${version}`,
      {
        code: "release_tag",
      },
    );
  }
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  const [heading, ...body] = section?.split("\n") ?? [];
  if (heading === undefined || !/^\S+ \(\d{4}-\d\d-\d\d\)$/.test(heading)) {
    const found = heading === undefined ? "no such heading" : `"## ${heading}"`;
    throw new TaxiError(
      `Cannot release ${version}: CHANGELOG.md has ${found}, expected "## ${version} (YYYY-MM-DD)"`,
      { code: "release_tag" },
    );
  }
  return `${body.join("\n").trim()}\n`;
}

if (import.meta.main) {
  await runTool(async () => {
    const { values } = parseArgs({ options: { tag: { type: "string" }, notes: { type: "string" } } });
    const tag = values.tag ?? Deno.env.get("GITHUB_REF_NAME") ?? "";
    const notes = releaseNotes(tag, settings.version, await Deno.readTextFile(join(ROOT, "CHANGELOG.md")));
    if (values.notes !== undefined) await Deno.writeTextFile(values.notes, notes);
    say(`${tag} is the version of deno.json and has its notes in CHANGELOG.md`);
  });
}
