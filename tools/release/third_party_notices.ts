import type { BundledPackage } from "./bundled_packages.ts";

/** The licences of everything that the executable holds, as those licences demand, as one text. */
export function thirdPartyNotices(packages: ReadonlyMap<string, BundledPackage>): string {
  const head =
    "taxi is under the MIT licence (LICENSE). Its executable holds Deno (MIT licence, https://deno.com)\n" +
    "with V8 and SQLite, and the npm packages below.\n";
  const notices = [...packages].map(([key, { license, notices }]) =>
    `${"-".repeat(78)}\n${key}: ${license ?? "licence not told"}\n\n${notices}\n`
  );
  return [head, ...notices].join("\n");
}
