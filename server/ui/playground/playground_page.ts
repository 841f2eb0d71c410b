import { html, type SafeHtml } from "../../../lib/html.ts";
import type { Predictor } from "../../../pipeline/models/predictor.ts";
import { pageHeader } from "../page_header.ts";
import { tokenDialog } from "../token_dialog.ts";

const HASH_DIGITS = 12;

/** Where the page finds what belongs to it. */
export const PLAYGROUND_FILES = {
  script: "/playground.js",
  style: "/playground.css",
  link: "/playground.link.js",
} as const;

/**
 * The playground: a map of the city, a trip to choose on it, its prediction, and the request that asked for it.
 *
 * @param modelPages whether registered models have pages here
 */
export function playgroundPage(model: Predictor, modelPages: boolean): string {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>taxi: how long will this trip take?</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="${PLAYGROUND_FILES.style}">
        <script src="${PLAYGROUND_FILES.script}" type="module"></script>
      </head>
      <body>
        ${pageHeader("/")}
        <main>
          <div class="title">
            <h1>How long will this trip take?</h1>
            ${modelLine(model)}
          </div>
          ${tripForm()} ${mapFigure()}
          <section class="answer" aria-label="Prediction">
            <div id="result" class="prompt"></div>
            <p id="aloud" class="unseen" role="status"></p>
            <noscript><p>This page needs JavaScript; POST /predict does not.</p></noscript>
            <div id="answered" hidden>
              <p class="quiet">
                Answered by <span id="answered-by" data-model-pages="${modelPages
                  ? "yes"
                  : "no"}"></span>, request
              </p>
              <p class="beside"><code id="request-id"></code> <button type="button" id="copy-id">Copy</button></p>
            </div>
            <section id="request" hidden>
              <h2>The same request</h2>
              <pre><code id="curl"></code></pre>
              <button type="button" id="copy-curl">Copy as curl</button>
              <button type="button" id="copy-link">Copy link to this trip</button>
            </section>
          </section>
        </main>
        <footer>
          Predictions made here are logged like any other.
          <button type="button" id="forget" hidden>Forget the token</button>
        </footer>
        ${tokenDialog()}
      </body>
    </html>
  `.toString();
}

function modelLine({ name, version, kind, hash }: Predictor): SafeHtml {
  const which = version === null ? "model file" : `version ${version}`;
  return html`
    <p class="model quiet">
      <code>${name}</code> ${which}, ${kind}, <code title="SHA-256 ${hash}">${hash.slice(
        0,
        HASH_DIGITS,
      )}</code>
    </p>
  `;
}

function tripForm(): SafeHtml {
  return html`
    <form id="trip" autocomplete="off">
      <div class="ends">
        ${zoneField("from", "From")} ${zoneField("to", "To")}
        <button type="button" id="swap" aria-label="Swap pick-up and drop-off" title="Swap">⇅</button>
      </div>
      <div class="field at">
        <label for="at">Pick-up in New York <small>optional</small></label>
        <div class="beside">
          <input id="at" type="datetime-local" aria-describedby="at-error">
          <button type="button" id="now">Now</button>
        </div>
        <p class="error" id="at-error"></p>
      </div>
      <div class="field miles">
        <label for="miles">Miles <small id="miles-hint" hidden>typical</small></label>
        <input
          id="miles"
          type="number"
          min="0"
          step="any"
          inputmode="decimal"
          placeholder="not known"
          aria-describedby="miles-hint miles-error"
        >
        <p class="error" id="miles-error"></p>
      </div>
      <button class="unseen" tabindex="-1" aria-hidden="true">Predict</button>
    </form>
  `;
}

function zoneField(name: string, label: string): SafeHtml {
  return html`
    <div class="field ${name}">
      <label for="${name}"><span class="end-mark" aria-hidden="true"></span>${label}</label>
      <input
        id="${name}"
        role="combobox"
        aria-expanded="false"
        aria-autocomplete="list"
        aria-controls="${name}-list"
        aria-describedby="${name}-error"
        placeholder="Zone name or number"
        spellcheck="false"
      >
      <ul id="${name}-list" class="zone-list" role="listbox" aria-label="Zones" hidden></ul>
      <p class="error" id="${name}-error"></p>
    </div>
  `;
}

function mapFigure(): SafeHtml {
  return html`
    <figure id="map-figure">
      <div class="map-box">
        <svg
          id="map"
          viewBox="0 0 1 1"
          role="listbox"
          aria-multiselectable="true"
          tabindex="0"
          aria-label="Map of the city's zones"
          aria-describedby="map-help"
        >
          <g id="zones" role="none"></g>
          <g id="names" aria-hidden="true"></g>
          <g id="marks" aria-hidden="true"></g>
        </svg>
        <p id="map-note" class="quiet">The map is on its way.</p>
        <p id="pointed"></p>
        <div class="zoom">
          <button type="button" id="closer" aria-label="Closer">+</button>
          <button type="button" id="farther" aria-label="Farther">−</button>
        </div>
      </div>
      <figcaption>
        <p id="map-help" class="quiet">
          The next zone chosen here is the <strong id="slot">pick-up</strong>.
          <span class="keys">Arrow keys move, Enter chooses, + and − look closer.</span>
          <span id="outlines"></span>
        </p>
        <div id="boroughs" role="group" aria-label="Look at"></div>
        <button type="button" id="clear">New trip</button>
      </figcaption>
    </figure>
  `;
}
