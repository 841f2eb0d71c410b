import { html, raw, type SafeHtml } from "../../lib/html.ts";
import { findZone, type Zone, ZONES } from "../../pipeline/trips/zones.ts";
import type { Predictor } from "../../pipeline/models/predictor.ts";
import tokens from "../../reports/tokens.css" with { type: "text" };
import { TRIP_EXAMPLE } from "../trip_body.ts";
import script from "./playground.js" with { type: "text" };
import style from "./playground.css" with { type: "text" };

const HASH_DIGITS = 12;

/** Without 264, by which TLC records that the zone is not known. */
const NAMED_ZONES = ZONES.filter(({ borough }) => borough !== "Unknown");

/** The playground: which model answers, a trip to fill in, its prediction, and the request that asked for it. */
export function playgroundPage(model: Predictor): string {
  const zones = [
    zoneField("from", "From", TRIP_EXAMPLE.PULocationID),
    zoneField("to", "To", TRIP_EXAMPLE.DOLocationID),
  ];
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>taxi: how long will this trip take?</title>
        <link rel="icon" href="data:,">
        <style>
        ${raw(tokens + style)}
        </style>
      </head>
      <body>
        <header>
          <strong>taxi</strong><nav><a href="/docs">API</a> <a href="/openapi.json">OpenAPI</a></nav>
        </header>
        <main>
          <h1>How long will this trip take?</h1>
          ${modelLine(model)}
          <form id="trip">
            ${zones}
            <label>Miles <small>optional</small>
              <input
                name="miles"
                type="number"
                min="0"
                step="any"
                inputmode="decimal"
                value="${TRIP_EXAMPLE.trip_distance}"
              ></label>
            <label>Pick-up in New York <small>optional</small>
              <input name="pickup" type="datetime-local"></label>
            <button>Predict</button>
          </form>
          <datalist id="zones">${NAMED_ZONES.map((zone) =>
            html`
              <option value="${zoneLabel(zone)}"></option>
            `
          )}</datalist>
          <output id="answer" for="trip" aria-live="polite">The predicted duration appears here.</output>
          <noscript>This page needs JavaScript; POST /predict does not.</noscript>
          <section>
            <h2>The same request</h2>
            <pre><code id="curl"></code></pre>
            <button type="button" id="copy">Copy as curl</button>
          </section>
        </main>
        <footer>Predictions made here are logged like any other.</footer>
        <script>
        ${raw(script)}
        </script>
      </body>
    </html>
  `.toString();
}

function modelLine({ name, version, kind, hash }: Predictor): SafeHtml {
  const which = version === null ? "model file" : `version ${version}`;
  const start = hash.slice(0, HASH_DIGITS);
  return html`
    <p class="model">
      <code>${name}</code> ${which}, ${kind}, <code title="SHA-256 ${hash}">${start}</code>
    </p>
  `;
}

function zoneField(name: string, label: string, id: number): SafeHtml {
  const value = zoneLabel(findZone(id)!);
  return html`
    <label>${label}
      <input
        name="${name}"
        list="zones"
        required
        autocomplete="off"
        placeholder="Zone name or number"
        value="${value}"
      ></label>
  `;
}

/** Names alone are not unique, so the number stands before; the page's script reads it from there. */
function zoneLabel({ id, name, borough }: Zone): string {
  return borough === "N/A" ? `${id} ${name}` : `${id} ${name}, ${borough}`;
}
