import { html } from "../../../lib/html.ts";
import { pageHeader } from "../page_header.ts";
import { PLAYGROUND_FILES } from "./playground_page.ts";

/** What stands at `/` as long as there is no model: what to type, and the way to what is tracked. */
export function noModelPage(): string {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>taxi: no model yet</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="${PLAYGROUND_FILES.style}">
        <script src="${PLAYGROUND_FILES.link}" type="module"></script>
      </head>
      <body>
        ${pageHeader("/")}
        <main>
          <h1>There is no model to predict with yet</h1>
          <p>Train one and register it, and this page will ask it how long a trip takes:</p>
          <p><code>taxi train --train 2023-01..2023-02 --test 2023-03 --register taxi-duration</code></p>
          <p>What MLflow's clients log here is under <a href="/experiments">Experiments</a>.</p>
        </main>
      </body>
    </html>
  `.toString();
}
