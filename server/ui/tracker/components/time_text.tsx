import type { Markup } from "./markup.ts";

/** A moment to the minute, UTC, with its ISO form on hover; a dash without one. @param at milliseconds since 1970 UTC */
export function TimeText({ at }: { readonly at: number | null | undefined }): Markup {
  if (at === null || at === undefined) return <span class="quiet">–</span>;
  const iso = new Date(at).toISOString();
  return <time datetime={iso} title={iso}>{iso.slice(0, 16).replace("T", " ")}</time>;
}
