import type { Hono } from "hono";
import { formatCount } from "../../../../lib/format.ts";
import type { Activity } from "../../../../tracking/experiment_activity.ts";
import type { Experiment } from "../../../../tracking/experiments.ts";
import { CommandList } from "../components/commands.tsx";
import { CutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { experimentNote, NOTE_TAG } from "./experiment_note.ts";
import { findExperiments } from "./find_experiments.ts";

/** `GET /experiments?find=`: every experiment, the one in which something last happened first. */
export function bindExperiments(app: Hono<TrackerEnv>): void {
  app.get("/experiments", async (c) => {
    const { experiments } = await c.env.tracking(), url = new URL(c.req.url);
    const deleted = url.searchParams.get("view") === "deleted", asked = url.searchParams.get("find") ?? "";
    const [all, activity] = await Promise.all([experiments.list({ deleted }), experiments.activity()]);
    const found = findExperiments(all, activity, asked);
    return sendPage(c, {
      title: "Experiments",
      under: "/experiments",
      content: (
        <>
          <h1>Experiments</h1>
          <SearchForm {...{ asked, deleted }} />
          {found.length === 0
            ? <NoExperiments {...{ asked, deleted }} />
            : <ExperimentTable {...{ found, activity }} />}
          <CommandList lines={[{ label: "curl", text: curl(url.origin, deleted) }]} />
        </>
      ),
    });
  });
}

function SearchForm({ asked, deleted }: { readonly asked: string; readonly deleted: boolean }): Markup {
  const current = (which: boolean) => deleted === which ? "true" : undefined;
  return (
    <form class="filter" role="search" action="/experiments">
      <label for="find">Find</label>
      <input id="find" name="find" type="search" value={asked} maxlength={500} autocomplete="off" />
      {deleted && <input type="hidden" name="view" value="deleted" />}
      <button type="submit">Find</button>
      <span class="views">
        <a href="/experiments" aria-current={current(false)}>Active</a>{" "}
        <a href="/experiments?view=deleted" aria-current={current(true)}>Deleted</a>
      </span>
    </form>
  );
}

function NoExperiments({ asked, deleted }: { readonly asked: string; readonly deleted: boolean }): Markup {
  if (asked === "") return <p>{deleted ? "No experiment is deleted." : "There is no experiment."}</p>;
  return (
    <p>
      No experiment has “{asked}” in its name, its description or its tags.{" "}
      <a href={deleted ? "/experiments?view=deleted" : "/experiments"}>All experiments</a>
    </p>
  );
}

function ExperimentTable({ found, activity }: {
  readonly found: readonly Experiment[];
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
          {found.map((experiment) => {
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

function curl(origin: string, deleted: boolean): string {
  const view_type = deleted ? "DELETED_ONLY" : "ACTIVE_ONLY";
  const body = JSON.stringify({ view_type, max_results: 1000 });
  return `curl ${origin}/api/2.0/mlflow/experiments/search --json '${body}'`;
}
