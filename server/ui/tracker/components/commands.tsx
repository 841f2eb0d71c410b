import type { Markup } from "./markup.ts";

/** A line that does elsewhere what a page does. */
export interface CommandLine {
  /** Where it is typed: `Command line`, `curl`, `Python`. */
  readonly label: string;
  /** What is typed, as it stands. */
  readonly text: string;
}

/** What a page does, to be typed elsewhere; where scripts run, each has a button that copies it. */
export function Commands({ lines }: { readonly lines: readonly CommandLine[] }): Markup {
  return (
    <section class="commands" aria-labelledby="commands">
      <h2 id="commands">The same elsewhere</h2>
      <CommandList lines={lines} />
    </section>
  );
}

/** The lines of {@linkcode Commands} alone. */
export function CommandList({ lines }: { readonly lines: readonly CommandLine[] }): Markup {
  return (
    <dl class="command-list">
      {lines.map(({ label, text }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            <pre data-copy={`Copy as ${label}`}><code>{text}</code></pre>
          </dd>
        </div>
      ))}
    </dl>
  );
}
