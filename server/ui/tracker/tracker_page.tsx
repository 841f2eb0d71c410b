import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { type HeaderPath, pageHeader } from "../page_header.ts";
import { PAGE_HEADERS } from "../page_headers.ts";
import { TRACKER_FILES } from "./paths.ts";
import type { TrackerContext } from "./tracker_env.ts";

/**
 * As all pages, and: what is tracked changes, so nothing is kept by the browser; forms tell where they come from, by which the gate
 * knows them from those of foreign pages.
 */
const HEADERS = { ...PAGE_HEADERS, "cache-control": "no-store", "referrer-policy": "same-origin" };
const FRAMING_HEADERS = {
  ...HEADERS,
  "content-security-policy": `${PAGE_HEADERS["content-security-policy"]}; frame-src 'self'`,
};

/** What a page of the tracker is made of. */
export interface TrackerPage {
  /** The question that the page answers, or what it shows; the name of its tab. */
  readonly title: string;
  /** The entry of the head under which the page belongs. */
  readonly under: HeaderPath;
  /** Whether it takes the width that there is, for a table of many columns. */
  readonly full?: boolean;
  /** Whether it shows another page of this server in a frame. */
  readonly frames?: boolean;
  /** From its heading (`h1`) on. */
  readonly content: Child;
}

/** Answers with a page. @param status of the answer; 200 unless told */
export function sendPage(
  c: TrackerContext,
  page: TrackerPage,
  status: 200 | 400 | 404 | 409 = 200,
): Response | Promise<Response> {
  return c.html(<Document {...page} />, status, page.frames ? FRAMING_HEADERS : HEADERS);
}

/** The page around its content. */
function Document({ title, under, full, content }: TrackerPage) {
  return (
    <>
      {raw("<!DOCTYPE html>")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} · taxi`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={TRACKER_FILES.style} />
          <script src={TRACKER_FILES.script} type="module"></script>
        </head>
        <body class={full ? "full" : undefined}>
          {raw(pageHeader(under).toString())}
          <main>{content}</main>
          <footer>Times are UTC.</footer>
        </body>
      </html>
    </>
  );
}
