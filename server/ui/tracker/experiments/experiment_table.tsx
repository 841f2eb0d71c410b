import { formatCount } from "../../../../lib/format.ts";
import type { Activity } from "../../../../tracking/experiment_activity.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";
import { CutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { experimentNote, NOTE_TAG } from "./experiment_note.ts";

/** One page of experiments, each with what goes on in it and the way to its runs. */
export function ExperimentTable({ shown, activity }: {
  readonly shown: readonly Experiment[];
  readonly activity: ReadonlyMap<number, Activity>;
}): Markup {
  return (
    <div class="wide" tabindex={0} role="region" aria-label="Experiments">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="figure">Runs</th>
            <th scope="col">Last activity</th>
            <th scope="col">Tags</th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((experiment) => {
            const { experimentId, createdAt } = experiment, goesOn = activity.get(experimentId);
            return (
              <tr>
                <th scope="row" class="name">
                  <ExperimentName experiment={experiment} />
                </th>
                <td class="figure">{formatCount(goesOn?.runs ?? 0)}</td>
                <td>
                  <TimeText at={goesOn?.lastAt} />
                </td>
                <td>
                  <Chips tags={experiment.tags} />
                </td>
                <td>
                  <TimeText at={createdAt} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ExperimentName({ experiment }: { readonly experiment: Experiment }): Markup {
  const { experimentId, name, deletedAt } = experiment, note = experimentNote(experiment);
  const href = `/experiments/${experimentId}${deletedAt === null ? "" : "?view=deleted"}`;
  return (
    <>
      <a class="cut" href={href} title={name}>{name}</a>
      {note !== "" && <span class="quiet cut" title={note}>{note}</span>}
    </>
  );
}

/** Tags that people set; those of MLflow's own are for programs. */
function Chips({ tags }: { readonly tags: Experiment["tags"] }): Markup {
  const shown = Object.entries(tags).filter(([key]) => key !== NOTE_TAG && !key.startsWith("mlflow."));
  return (
    <>
      {shown.slice(0, 4).map(([key, value]) => (
        <span class="chip">
          <span class="quiet">{key}</span> <CutText text={value} />
        </span>
      ))}
      {shown.length > 4 && <span class="quiet">and {shown.length - 4} more</span>}
    </>
  );
}
