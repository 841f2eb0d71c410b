import { formatCount } from "../../../../lib/format.ts";
import type { Markup } from "./markup.ts";

/** How many things there are: so many, or more than that. */
export interface Total {
  /** Those that were counted. */
  readonly counted: number;
  /** Whether there are more, which would have taken too long to count. */
  readonly more: boolean;
}

/** Which part of a list a page shows. */
export interface PagerProps {
  /** Counts from 1. */
  readonly page: number;
  /** Things on a full page. */
  readonly size: number;
  /** Things on all pages. */
  readonly total: Total;
  /** Address of a page. */
  readonly href: (page: number) => string;
}

/** Which of how many are shown, with the way to the pages around; nothing where all are on one page. */
export function Pager({ page, size, total: { counted, more }, href }: PagerProps): Markup | null {
  const last = Math.ceil(counted / size), first = (page - 1) * size + 1;
  if (last <= 1 && page === 1) return null;
  const step = (to: number, label: string, rel?: string) =>
    to >= 1 && to <= last && to !== page
      ? <a href={href(to)} rel={rel}>{label}</a>
      : <span class="quiet">{label}</span>;
  return (
    <nav class="pager" aria-label="Pages of the list">
      {step(1, "First")}
      {step(page - 1, "← Before", "prev")}
      <span>
        {formatCount(Math.min(first, counted))} to {formatCount(Math.min(page * size, counted))} of{" "}
        {totalText({ counted, more })}
      </span>
      {step(page + 1, "Next →", "next")}
      {!more && step(last, "Last")}
    </nav>
  );
}

/** A total in words. */
export function totalText({ counted, more }: Total): string {
  return `${more ? "more than " : ""}${formatCount(counted)}`;
}
