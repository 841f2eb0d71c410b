import type { FlowLink, FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { linkedRunsPath, linkPath } from "./flow_links.ts";

const MOST_LINKS = 200, LONGEST_TARGET = 300;

/** The runs, versions, data and reports of a run, with the ways there, and from there to all runs that had to do with them. */
export function MadeSection(
  { run, links }: { readonly run: FlowRun; readonly links: readonly FlowLink[] },
): Markup | null {
  if (links.length === 0) return null;
  const shown = links.slice(0, MOST_LINKS), left = links.length - shown.length;
  return (
    <section aria-labelledby="made">
      <h2 id="made">What it made and used</h2>
      <div class="wide" tabindex={0} role="region" aria-label="Table of what it made and used">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Which</th>
              <th scope="col">Task</th>
              <th scope="col">Other runs</th>
            </tr>
          </thead>
          <tbody>{shown.map((link) => <LinkRow run={run} link={link} />)}</tbody>
        </table>
      </div>
      {left > 0 && (
        <p class="quiet">
          {`${left} more are told by `}
          <code>{`taxi flow show ${run.flowRunId.slice(0, 12)}`}</code>
        </p>
      )}
    </section>
  );
}

function LinkRow({ run, link }: { readonly run: FlowRun; readonly link: FlowLink }) {
  const path = linkPath(run.flowRunId, link), name = cutText(link.target, LONGEST_TARGET);
  const kind = link.kind.replaceAll("_", " ");
  return (
    <tr>
      <td>{cutText(kind, LONGEST_TARGET)}</td>
      <td>{path === undefined ? name : <a href={path}>{name}</a>}</td>
      <td>{cutText(link.key ?? "", LONGEST_TARGET)}</td>
      <td>
        <a href={linkedRunsPath(link)} aria-label={`of the same: ${cutText(kind, 40)} ${name}`}>
          of the same
        </a>
      </td>
    </tr>
  );
}
