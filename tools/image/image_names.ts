// Tells a workflow how to name the image, in its GITHUB_OUTPUT: ./denow run -A tools/image/image_names.ts
import { TaxiError } from "../../lib/errors.ts";
import settings from "../../deno.json" with { type: "json" };
import { ownRepository } from "../release/own_repository.ts";
import { runTool, say } from "../run_tool.ts";

/** What is built, and from where. */
export interface ImageOrigin {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The commit in full. */
  readonly commit: string;
  /** Of deno.json. */
  readonly version: string;
  /** Whether a release's tag is built; else only the commit gets a name. */
  readonly isRelease: boolean;
}

/** The image's names in the registry of GitHub, each with its tag: the commit first, then version and `latest`. */
export function imageNames({ repository, commit, version, isRelease }: ImageOrigin): string[] {
  const image = imageOf(repository);
  return [commit, ...(isRelease ? [version, "latest"] : [])].map((tag) => `${image}:${tag}`);
}

/** The image without a tag; a registry takes no capitals. */
export function imageOf(repository: string): string {
  return `ghcr.io/${repository.toLowerCase()}`;
}

if (import.meta.main) {
  await runTool(async () => {
    const [repository, commit] = [ownRepository(), Deno.env.get("GITHUB_SHA")];
    if (repository === undefined || commit === undefined) {
      throw new TaxiError(
        "Cannot name the image: GITHUB_REPOSITORY or GITHUB_SHA is not set, expected those of a workflow",
        { code: "image" },
      );
    }
    const isRelease = Deno.env.get("GITHUB_REF_TYPE") === "tag";
    const { version } = settings;
    const outputs = [
      `image=${imageOf(repository)}`,
      `names=${imageNames({ repository, commit, version, isRelease }).join(",")}`,
      `version=${version}`,
      `created=${new Date().toISOString()}`,
    ];
    for (const line of outputs) say(line);
    const file = Deno.env.get("GITHUB_OUTPUT");
    if (file !== undefined) await Deno.writeTextFile(file, `${outputs.join("\n")}\n`, { append: true });
  });
}
