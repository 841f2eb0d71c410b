import type { BuildInfo } from "../../lib/build_info.ts";
import type { BundledPackage } from "./bundled_packages.ts";

/**
 * The software bill of materials of one executable: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/. The same build
 * gives the same document: its time is that of the commit, and it has no serial number.
 *
 * @param packages what the executable holds, by `name@version`
 * @param time ISO 8601, UTC
 * @param executable SHA-256 of the executable, 64 hex digits
 */
export function softwareBill(
  build: BuildInfo,
  packages: ReadonlyMap<string, BundledPackage>,
  time: string,
  executable: string,
): Record<string, unknown> {
  const taxi = {
    type: "application",
    "bom-ref": "taxi",
    name: "taxi",
    version: build.version,
    licenses: [{ license: { id: "MIT" } }],
    hashes: [{ alg: "SHA-256", content: executable }],
    properties: [{ name: "taxi:target", value: build.target }, { name: "taxi:commit", value: build.commit }],
  };
  const deno = {
    type: "platform",
    "bom-ref": "deno",
    name: "deno",
    version: Deno.version.deno,
    licenses: [{ license: { id: "MIT" } }],
    purl: `pkg:github/denoland/deno@v${Deno.version.deno}`,
    properties: [{ name: "deno:v8", value: Deno.version.v8 }],
  };
  const components = [...packages].map(([key, { name, version, license }]) => ({
    type: "library",
    "bom-ref": key,
    name,
    version,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
  }));
  const direct = [...packages.keys()].filter((key) =>
    ![...packages.values()].some(({ dependencies }) => dependencies.includes(key))
  );
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { timestamp: time, component: taxi },
    components: [deno, ...components],
    dependencies: [
      { ref: "taxi", dependsOn: ["deno", ...direct] },
      { ref: "deno" },
      ...[...packages].map(([ref, { dependencies }]) => ({ ref, dependsOn: dependencies })),
    ],
  };
}
