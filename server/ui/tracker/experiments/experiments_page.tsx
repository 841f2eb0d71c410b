import type { Hono } from "hono";
import { type CommandLine, Commands } from "../components/commands.tsx";
import { Pager } from "../components/pager.tsx";
import type { Markup } from "../components/markup.ts";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { ExperimentTable } from "./experiment_table.tsx";
import { findExperiments } from "./find_experiments.ts";

const PAGE_EXPERIMENTS = 100;

/** `GET /experiments?find=`: every experiment, the one in which something last happened first. */
export function bindExperiments(app: Hono<TrackerEnv>): void {
  app.get("/experiments", async (c) => {
    const { experiments } = await c.env.tracking(), url = new URL(c.req.url);
    const deleted = url.searchParams.get("view") === "deleted", asked = url.searchParams.get("find") ?? "";
    const [all, activity] = await Promise.all([experiments.list({ deleted }), experiments.activity()]);
    const found = findExperiments(all, activity, asked), page = readPage(url.searchParams.get("page"));
    const shown = found.slice((page - 1) * PAGE_EXPERIMENTS, page * PAGE_EXPERIMENTS);
    return sendPage(c, {
      title: "Experiments",
      under: "/experiments",
      content: (
        <>
          <h1>Experiments</h1>
          <SearchForm {...{ asked, deleted }} />
          {shown.length === 0
            ? <NoExperiments {...{ asked, deleted }} />
            : <ExperimentTable {...{ shown, activity }} />}
          <Pager
            {...{ page, size: PAGE_EXPERIMENTS, total: { counted: found.length, more: false } }}
            href={(page) => pageHref({ asked, deleted, page })}
          />
          <Commands lines={shellLines(url.origin, deleted)} />
        </>
      ),
    });
  });
}

function readPage(text: string | null): number {
  const page = Number(text ?? 1);
  return Number.isSafeInteger(page) && page > 0 ? page : 1;
}

function pageHref({ asked, deleted, page }: {
  readonly asked: string;
  readonly deleted: boolean;
  readonly page: number;
}): string {
  const search = new URLSearchParams({
    ...(asked === "" ? {} : { find: asked }),
    ...(deleted ? { view: "deleted" } : {}),
    page: String(page),
  });
  return `/experiments?${search}`;
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

function shellLines(origin: string, deleted: boolean): CommandLine[] {
  const view_type = deleted ? "DELETED_ONLY" : "ACTIVE_ONLY";
  const body = JSON.stringify({ view_type, max_results: 1000 });
  return [
    { label: "Command line", text: `taxi experiments list${deleted ? " --deleted" : ""}` },
    { label: "curl", text: `curl ${origin}/api/2.0/mlflow/experiments/search --json '${body}'` },
  ];
}
