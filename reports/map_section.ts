import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import type { MappedZone, ZoneMap } from "../pipeline/trips/zone_map/zone_map.ts";
import { formatChange, formatNumber, formatPercent } from "../lib/format.ts";
import { html, raw, type SafeHtml } from "../lib/html.ts";
import type { Vocabulary } from "./vocabulary.ts";
import {
  ERROR_STEPS,
  type LayerName,
  VOLUME_STEPS,
  type ZoneFigure,
  type ZoneLayer,
  zoneLayers,
} from "./zone_change.ts";

/** How a layer is called at its switch, and what its figures are. */
const LAYERS: Readonly<Record<LayerName, { readonly title: string; readonly figure: string }>> = {
  pickups: { title: "Pick-ups", figure: "pick-ups" },
  dropoffs: { title: "Drop-offs", figure: "drop-offs" },
  pickup_error: { title: "Error by pick-up zone", figure: "mean absolute error" },
  dropoff_error: { title: "Error by drop-off zone", figure: "mean absolute error" },
};

/** A layer with the letter that its classes on the page begin with. */
interface Lettered extends ZoneLayer {
  readonly letter: string;
}

/** The largest steps of colour on each side. */
const STEPS = [-4, -3, -2, -1, 0, 1, 2, 3, 4];

/**
 * The city coloured by what changed in each zone: one set of outlines, whose colours a switch of radio buttons chooses by
 * style alone, so that it works without the script. The table beside it has every figure. Null without zones.
 */
export function mapSection(
  result: MonitoringResult,
  map: ZoneMap | undefined,
  words: Vocabulary,
): SafeHtml | null {
  const layers = map === undefined || !words.trips
    ? []
    : zoneLayers(result).map((layer, i): Lettered => ({ ...layer, letter: "abcd"[i] }));
  if (map === undefined || layers.length === 0) return null;
  const zones = map.zones.filter((zone) =>
    zone.path !== null || layers.some((layer) => layer.zones.has(`${zone.id}`))
  );
  return html`
    <section id="map" aria-labelledby="map-title" class="map">
      <h2 id="map-title">Map</h2>
      <fieldset class="layers">
        <legend>Change from reference to current in</legend>
        ${layers.map(layerSwitch)}
      </fieldset>
      <div class="map-columns">
        <figure>
          ${layers.map((layer) => legend(layer, words))}
          <p class="reading" id="map-reading" role="status"></p>
          ${drawing(map, zones, layers)}
        </figure>
        <div class="movers">${layers.map((layer) => moversTable(layer, zones, words))}</div>
      </div>
      <details class="fold zones">
        <summary>The figures of every zone</summary>
        ${twinTable(layers, zones, words)}
      </details>
    </section>
  `;
}

function layerSwitch({ name, letter }: Lettered): SafeHtml {
  const checked = letter === "a" ? "checked" : "";
  return html`
    <label><input type="radio" name="layer" id="layer-${letter}" ${checked}> ${LAYERS[name].title}</label>
  `;
}

/** One path a zone with a class for each layer: `a3 b0 c-2`; `ax` where too few trips tell. */
function drawing(map: ZoneMap, zones: readonly MappedZone[], layers: readonly Lettered[]): SafeHtml {
  const paths = zones.map((zone, i) => {
    if (zone.path === null) return "";
    const classes = layers.map((layer) => layer.letter + stepClass(layer.zones.get(`${zone.id}`)));
    return `<path class="${classes.join(" ")}" data-z="${i}" d="${zone.path}"/>`;
  });
  return html`
    <svg
      class="zone-map"
      viewBox="${map.view_box.join(" ")}"
      role="img"
      aria-label="Map of the city’s zones coloured by change; the figures are in the table below"
    >
      <defs>
        <pattern id="few" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0V16" />
        </pattern>
      </defs>
      <g>${raw(paths.join(""))}</g>
    </svg>
  `;
}

function stepClass(figure: ZoneFigure | undefined): string {
  return figure?.step === undefined ? "x" : String(figure.step);
}

function legend(layer: Lettered, words: Vocabulary): SafeHtml {
  const { figure } = LAYERS[layer.name];
  const steps = layer.measure === "error" ? ERROR_STEPS : VOLUME_STEPS;
  const most = steps[steps.length - 1];
  const less = most === 2 ? "half or less" : `${formatChange((1 / most - 1) * 100, "%", 2)} or less`;
  const more = most === 2 ? "twice or more" : `${formatChange((most - 1) * 100, "%", 2)} or more`;
  return html`
    <div class="legend ${only(layer)}">
      <span>${less}</span> <span class="steps">${STEPS.map((step) =>
        html`
          <i class="s${step}"></i>
        `
      )}</span> <span>${more}</span>
      <p class="quiet">
        ${measureText(layer, figure, words)}; the middle is within ${formatPercent(
          steps[0] - 1,
        )} of before, hatched has too few trips to tell.
      </p>
    </div>
  `;
}

function measureText({ measure }: ZoneLayer, figure: string, words: Vocabulary): string {
  if (measure === "error") return `Mean absolute error${words.unit === "" ? "" : `, ${words.unit}`}`;
  const title = figure[0].toUpperCase() + figure.slice(1);
  return measure === "a day" ? `${title} a day` : `Share of all ${figure}`;
}

function only({ letter }: Lettered): string {
  return `of-${letter}`;
}

const MOVERS = 10;

/** Where most was gained and lost: in trips a day or share, not in percent, which small zones would lead. */
function moversTable(layer: Lettered, zones: readonly MappedZone[], words: Vocabulary): SafeHtml {
  const moved = zones.flatMap((zone) => {
    const figure = layer.zones.get(`${zone.id}`);
    const by = (figure?.now ?? NaN) - (figure?.before ?? NaN);
    return figure?.step === undefined || Number.isNaN(by) ? [] : [{ zone, figure, by }];
  }).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, MOVERS);
  return html`
    <table class="small ${only(layer)}">
      <caption>Largest changes: ${lower(measureText(layer, LAYERS[layer.name].figure, words))}</caption>
      <thead>
        <tr>
          <th scope="col">zone</th>
          <th scope="col" class="in-reference">reference</th>
          <th scope="col" class="in-current">current</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        ${moved.map(({ zone, figure }) =>
          html`
            <tr>
              <th scope="row">${zone.name}</th>
              <td>${say(layer, figure.before)}</td>
              <td>${say(layer, figure.now)}</td>
              <td>${relative(figure)}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}

/** Every zone in every layer: columns of the chosen layer alone are in sight. Written by hand to be small. */
function twinTable(layers: readonly Lettered[], zones: readonly MappedZone[], words: Vocabulary): SafeHtml {
  return html`
    <table class="small twin">
      <caption>Every zone: ${layers.map((layer) =>
        html`
          <span class="${only(layer)}">${lower(measureText(layer, LAYERS[layer.name].figure, words))}</span>
        `
      )}</caption>
      <thead>
        <tr>
          <th scope="col">zone</th>
          ${layers.map((layer) =>
            html`
              <th scope="col" class="in-reference ${only(layer)}">reference</th>
              <th scope="col" class="in-current ${only(layer)}">current</th>
              <th scope="col" class="${only(layer)}">change</th>
            `
          )}
        </tr>
      </thead>
      <tbody>
        ${zones.map((zone) =>
          html`
            <tr><th scope="row">${zone.name}</th>${layers.map((layer) => {
              const figure = layer.zones.get(`${zone.id}`);
              return html`
                <td>${say(layer, figure?.before ?? 0)}</td><td>${say(
                  layer,
                  figure?.now ?? 0,
                )}</td><td>${figure === undefined ? "–" : relative(figure)}</td>
              `;
            })}</tr>
          `
        )}
      </tbody>
    </table>
  `;
}

function say({ measure }: ZoneLayer, value: number): string {
  if (measure === "error") return value === 0 ? "–" : formatNumber(value);
  return measure === "a day" ? formatNumber(value) : formatPercent(value);
}

function relative({ before, now }: ZoneFigure): string {
  if (before === 0 && now > 0) return "new";
  if (now >= 3 * before && before > 0) return `×${formatNumber(now / before, 2)}`;
  return before === now ? "0%" : formatChange((now / before - 1) * 100, "%", 2);
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
