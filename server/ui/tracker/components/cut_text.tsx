import type { Markup } from "./markup.ts";

/** Longer texts are whole on the page that is about them. */
const LONGEST_TITLE = 1000;
const SHORT = 24;

/** A text on one line of a table, cut where it is too long; more of it is there on hover. */
export function CutText({ text }: { readonly text: string }): Markup {
  if (text.length <= SHORT) return <>{text}</>;
  return <span class="cut" title={cutText(text)}>{cutText(text, 200)}</span>;
}

/** The start of a text that is too long to be shown whole. */
export function cutText(text: string, longest = LONGEST_TITLE): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…`;
}
