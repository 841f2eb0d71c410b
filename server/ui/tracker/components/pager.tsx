import { formatCount } from "../../../../lib/format.ts";
import type { Markup } from "./markup.ts";

/** Which part of a list a page shows. */
export interface PagerProps {
  /** Counts from 1. */
  readonly page: number;
  /** Things on a full page. */
  readonly size: number;
  /** Things on all pages. */
  readonly total: number;
  /** Address of a page. */
  readonly href: (page: number) => string;
}

/** Which of how many are shown, with the way to the pages around; nothing where all are on one page. */
export function Pager({ page, size, total, href }: PagerProps): Markup | null {
  const last = Math.ceil(total / size);
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
        {formatCount(Math.min((page - 1) * size + 1, total))} to {formatCount(Math.min(page * size, total))}
        {" "}
        of {formatCount(total)}
      </span>
      {step(page + 1, "Next →", "next")}
      {step(last, "Last")}
    </nav>
  );
}
