import type { FlowLine } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";

const LONGEST_LINE = 4000, LONGEST_KEY = 80;

/** What a run said. @param lines the newest; their numbers are from 1 */
export function FlowLog({ lines }: { readonly lines: readonly FlowLine[] }): Markup {
  const left = lines.length === 0 ? 0 : lines[0].number - 1;
  return (
    <section aria-labelledby="log">
      <h2 id="log">Log</h2>
      {lines.length === 0 && <p class="quiet">Nothing was said.</p>}
      {left > 0 && <p class="quiet">{`The newest ${lines.length} lines; ${left} were before.`}</p>}
      {lines.length > 0 && (
        <div class="log tall" tabindex={0} role="region" aria-label="Lines of the log" data-log>
          <ol>
            {lines.map(({ number, at, key, line }) => (
              <li data-number={number}>
                <time datetime={new Date(at).toISOString()}>{new Date(at).toISOString().slice(11, 23)}</time>
                {key !== null && <b>{`${cutText(key, LONGEST_KEY)} `}</b>}
                {cutText(line, LONGEST_LINE)}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
