/** Markup that needs no escaping any more: made by {@linkcode html} or vouched for by {@linkcode raw}. */
export class SafeHtml {
  readonly #markup: string;

  /**
   * Takes markup as it is: use {@linkcode html} or {@linkcode raw} rather than this.
   *
   * @param markup trusted markup
   */
  constructor(markup: string) {
    this.#markup = markup;
  }

  /** The markup itself. */
  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a placeholder of {@linkcode html}: text is escaped, lists are joined, nothing is left out. */
export type HtmlValue = SafeHtml | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * Template tag for markup. Every placeholder is escaped so that it stays text between tags and inside quoted
 * attributes (write the quotes); it must not stand inside `<script>`, `<style>` or a tag name: use
 * {@linkcode scriptJson} for data in a script. The formatter lays such templates out over several lines, so a line
 * break with its indentation counts as one line break, and none at the ends.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  const last = values.length;
  let markup = "";
  parts.forEach((part, i) => {
    let text = part.replace(/\s*\n\s*/g, "\n");
    if (i === 0) text = text.replace(/^\n/, "");
    if (i === last) text = text.replace(/\n$/, "");
    markup += i === last ? text : text + toMarkup(values[i]);
  });
  return new SafeHtml(markup);
}

/** Vouches for markup made elsewhere, such as SVG from the chart library or a stylesheet of ours. Never for data. */
export function raw(trusted: string): SafeHtml {
  return new SafeHtml(trusted);
}

/** Text with every character that means something to an HTML parser written as an entity. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as JSON that can stand inside a `<script>` element: no `<` and no line separator is left in it. */
export function scriptJson(value: unknown): SafeHtml {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return new SafeHtml(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escape));
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof SafeHtml) return value.toString();
  if (typeof value === "object") return value.map(toMarkup).join("");
  return escapeHtml(String(value));
}
