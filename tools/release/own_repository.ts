/** `owner/name` on GitHub that what is built here belongs to: `TAXI_REPOSITORY`, else that of the workflow; else nobody's. */
export function ownRepository(): string | undefined {
  return Deno.env.get("TAXI_REPOSITORY") || Deno.env.get("GITHUB_REPOSITORY") || undefined;
}
