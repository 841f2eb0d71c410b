import { TaxiError } from "../../lib/errors.ts";

/** What the files of a release have to know of it. */
export interface ReleaseValues {
  /** `owner/name` on GitHub; undefined when nobody said so. */
  readonly repository: string | undefined;
  readonly version: string;
  /** SHA-256 of each target's archive, by triple. */
  readonly sums: ReadonlyMap<string, string>;
}

/**
 * packaging/install.sh with the release's own repository and version, so that it need not be told.
 *
 * @throws TaxiError when the script has no place for them
 */
export function stampInstaller(source: string, { repository = "", version }: ReleaseValues): string {
  const known = `repository="\${TAXI_REPOSITORY:-${repository}}"`;
  const stamped = replaceOnce(source, 'repository="${TAXI_REPOSITORY:-}"', known);
  return replaceOnce(stamped, 'released=""', `released="${version}"`);
}

/**
 * packaging/taxi.rb with its `{{names}}` filled in: `repository`, `version`, and the triple of a target for its sum.
 *
 * @throws TaxiError when nothing is known for a name
 */
export function fillFormula(source: string, { repository, version, sums }: ReleaseValues): string {
  return source.replace(/\{\{([\w-]+)\}\}/g, (_, name) => {
    const value = name === "repository" ? repository : name === "version" ? version : sums.get(name);
    if (value !== undefined) return value;
    throw new TaxiError(`Cannot write the formula: nothing is known for "${name}"`, { code: "release" });
  });
}

function replaceOnce(text: string, line: string, by: string): string {
  if (text.split(line).length !== 2) {
    throw new TaxiError(`Cannot write install.sh: expected the line ${line} once`, { code: "release" });
  }
  return text.replace(line, () => by);
}
