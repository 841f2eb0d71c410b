import type { MonitoringResult } from "../pipeline/monitoring/monitoring_result.ts";
import type { ZoneMap } from "../pipeline/trips/zone_map/zone_map.ts";
import { html, raw, type SafeHtml } from "../lib/html.ts";
import { columnsSection } from "./columns_section.ts";
import { comparedSection } from "./compared_section.ts";
import { VERDICTS } from "./findings.ts";
import { methodNotes } from "./method_notes.ts";
import { modelSection } from "./model_section.ts";
import mapStyle from "./map.css" with { type: "text" };
import { mapSection } from "./map_section.ts";
import { qualitySection } from "./quality_section.ts";
import figureStyle from "./figures.css" with { type: "text" };
import reportStyle from "./report.css" with { type: "text" };
import reportScript from "./report_script.js" with { type: "text" };
import { testsSection } from "./tests_section.ts";
import tokens from "./tokens.css" with { type: "text" };
import { verdictBlock } from "./verdict_block.ts";
import { type LevelLabel, vocabularyOf } from "./vocabulary.ts";

/** What a report needs beside the comparison. */
export interface ReportOptions {
  /** The command that makes this report again. */
  readonly command: string;
  /** When it was made; shown in the zone of the reader. */
  readonly generatedAt: Date;
  /** Says a category as people know it, such as a zone's name for its number; the category itself unless told. */
  readonly label?: LevelLabel;
  /** The city's zones, for a report of trips; without it there is no map. */
  readonly map?: ZoneMap;
}

/**
 * Draws a comparison as one self-contained HTML file: no network, works without its script, prints, light and dark.
 *
 * @returns the whole document, for months of taxi trips with a map under 400 kB
 */
export function renderReport(result: MonitoringResult, options: ReportOptions): string {
  const words = vocabularyOf(result, options.label);
  const sections = [
    comparedSection(result, options.command, words),
    columnsSection(result, words),
    qualitySection(result, words),
    modelSection(result, words),
    mapSection(result, options.map, words),
    testsSection(result.tests),
  ];
  const title = `${result.current.name} against ${result.reference.name}`;
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        >
        <link rel="icon" href="data:,">
        <title>${VERDICTS[result.verdict].word}: ${title}</title>
        <style>
        ${raw(tokens)}${raw(figureStyle)}${raw(mapStyle)}${raw(reportStyle)}
        </style>
      </head>
      <body>
        ${header(options.generatedAt)}
        <main>
          ${verdictBlock(result, words)} ${contents(sections)} ${sections}
        </main>
        <footer>${methodNotes(result, words)}</footer>
        <script>
        ${raw(reportScript)}
        </script>
      </body>
    </html>
  `;
  return `${page}\n`;
}

/** Links to the sections that this report has. */
function contents(sections: readonly (SafeHtml | null)[]): SafeHtml {
  const titles = [...sections.join("").matchAll(/<section id="([a-z]+)"[^>]*>\s*<h2[^>]*>([^<]+)</g)];
  return html`
    <nav class="contents" aria-label="Sections">${titles.map(([, id, title]) =>
      html`
        <a href="#${id}">${title}</a>
      `
    )} <a href="#notes">Method</a></nav>
  `;
}

function header(generatedAt: Date): SafeHtml {
  const iso = generatedAt.toISOString();
  return html`
    <header class="masthead">
      <span class="brand">taxi</span> <span class="quiet">drift and error report, <time
        datetime="${iso}"
        title="${iso}"
        data-local
      >${iso.slice(0, 16).replace(
        "T",
        " ",
      )} UTC</time></span> <button type="button" id="theme" hidden>Dark</button>
    </header>
  `;
}
