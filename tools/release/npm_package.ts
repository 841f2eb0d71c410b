import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../../lib/errors.ts";
import { runCommand } from "../run_command.ts";

/** The part of deno.lock that says what a package's archive must be. */
interface Lock {
  /** By `name@version`: the Subresource Integrity of the archive, SHA-512 in base64. */
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
}

const LOCK = fileURLToPath(new URL("../../deno.lock", import.meta.url));

/** The version of an npm package that deno.lock holds, such as `0.25.2`, and the integrity of its archive. */
export async function lockedPackage(name: string): Promise<{ version: string; integrity: string }> {
  const { npm }: Lock = JSON.parse(await Deno.readTextFile(LOCK));
  const key = Object.keys(npm).find((key) => key.startsWith(`${name}@`));
  if (key === undefined) {
    throw new TaxiError(`Cannot find the npm package "${name}" in deno.lock`, { code: "npm_package" });
  }
  return { version: key.slice(name.length + 1), integrity: npm[key].integrity };
}

/**
 * Fetches a package of another platform, which Deno itself leaves out, from the npm registry and unpacks it.
 *
 * @param folder receives the folder `package`
 * @returns the path of `package`
 * @throws TaxiError when the registry does not give it, or gives another than deno.lock says
 */
export async function fetchPackage(name: string, folder: string): Promise<string> {
  const { version, integrity } = await lockedPackage(name);
  const registry = Deno.env.get("NPM_CONFIG_REGISTRY") || "https://registry.npmjs.org/";
  const url = new URL(`${name}/-/${name}-${version}.tgz`, registry.replace(/\/?$/, "/")).href;
  const response = await fetch(url);
  if (!response.ok) {
    await response.body?.cancel();
    throw new TaxiError(`Cannot fetch ${url}: the answer is ${response.status}, expected 200`, {
      code: "npm_package",
    });
  }
  const bytes = await response.bytes();
  const found = `sha512-${new Uint8Array(await crypto.subtle.digest("SHA-512", bytes)).toBase64()}`;
  if (found !== integrity) {
    throw new TaxiError(`${url} is not what deno.lock says: found ${found}, expected ${integrity}`, {
      code: "npm_package",
    });
  }
  const archive = join(folder, "package.tgz");
  await Deno.writeFile(archive, bytes);
  await runCommand("tar", ["-xzf", archive, "-C", folder]);
  return join(folder, "package");
}
