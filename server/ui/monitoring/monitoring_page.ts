import { html, type SafeHtml } from "../../../lib/html.ts";
import { pageHeader } from "../page_header.ts";
import { tokenDialog } from "../token_dialog.ts";

/** Where the pages find what belongs to them. */
export const MONITORING_FILES = { script: "/monitoring.js", style: "/monitoring.css" } as const;

/**
 * A monitoring page around its content. Without content it comes as an empty frame, and its script asks `/monitoring/content` for it,
 * with a token: a browser that follows a link cannot send one.
 */
export function monitoringPage(content: SafeHtml | undefined): string {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>taxi: is the model still right?</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="${MONITORING_FILES.style}">
        <script src="${MONITORING_FILES.script}" type="module"></script>
      </head>
      <body>
        ${pageHeader("/monitoring")}
        <main id="content" ${content ? "" : "data-wanted"}>${content ?? frame()}</main>
        <footer>
          Times are UTC. What is shown was found by <code>taxi monitor</code>.
          <button type="button" id="forget" hidden>Forget the token</button>
        </footer>
        ${tokenDialog()}
      </body>
    </html>
  `.toString();
}

/** Instead of a judgement that is not there. */
export function noJudgement(): SafeHtml {
  return html`
    <h1>No judgement has this number</h1>
    <p>It may have been removed: the newest 1,000 are kept. <a href="/monitoring">All that are there</a></p>
  `;
}

function frame(): SafeHtml {
  return html`
    <h1>Is the model still right?</h1>
    <p id="waiting" role="status">This server asks for a token.</p>
    <noscript><p>To send a token this page needs JavaScript.</p></noscript>
  `;
}
