import type { Hono } from "hono";
import type { FlowLine, FlowLink, FlowRun, FlowTask } from "../../../../tracking/flows/flow_run.ts";
import { Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerContext, TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { flowRunPath, linkPath } from "./flow_links.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";
import { tookText } from "./flows_page.tsx";
import { AttemptSection } from "./timeline_section.tsx";
import { timelinesOf } from "./timeline.ts";

const MOST_LINES = 2000;

/** `GET /flows/{id}`: one run, task by task, and ways to go on with it. */
export function bindFlowRun(app: Hono<TrackerEnv>): void {
  app.get("/flows/:id", (c) => sendFlowRun(c, c.req.param("id")));
}

/** Answers with the page of a run. @param fault why what was asked of it was not done */
export async function sendFlowRun(
  c: TrackerContext,
  flowRunId: string,
  fault?: string,
): Promise<Response> {
  const { flows } = await c.env.tracking();
  await flows.markCrashed();
  const run = await flows.get(flowRunId);
  const [tasks, lines, links] = await Promise.all([
    flows.tasks(flowRunId),
    flows.lines(flowRunId),
    flows.links(flowRunId),
  ]);
  const { origin } = new URL(c.req.url);
  const view = {
    run,
    tasks,
    lines,
    links,
    origin,
    canStart: c.env.startFlow !== undefined,
    ...(fault ? { fault } : {}),
  };
  const content = <FlowRunContent {...view} />;
  return await sendPage(
    c,
    { title: `${run.flow} ${flowRunId.slice(0, 8)}`, under: "/flows", content },
    fault ? 409 : 200,
  );
}

/** All that the page shows. */
interface FlowRunView {
  readonly run: FlowRun;
  readonly tasks: readonly FlowTask[];
  readonly lines: readonly FlowLine[];
  readonly links: readonly FlowLink[];
  readonly origin: string;
  /** Whether this server can go on with runs. */
  readonly canStart: boolean;
  readonly fault?: string;
}

function FlowRunContent(view: FlowRunView): Markup {
  const { run, tasks, lines, fault } = view;
  const open = run.state === "running" || run.state === "scheduled", now = Date.now();
  const mayStart = view.canStart && !open && run.state !== "skipped";
  return (
    <>
      <nav class="trail" aria-label="Above this run">
        <a href="/flows">Flows</a>
        <a href={`/flows?flow=${encodeURIComponent(run.flow)}`}>{run.flow}</a>
      </nav>
      <h1>{`What did ${run.flow} do?`}</h1>
      {fault && (
        <div class="notice" role="alert">
          <p>
            <span class="is-alert">✕</span> {fault}
          </p>
        </div>
      )}
      <div id="flow-state" data-live>
        <Facts run={run} tasks={tasks} />
        {run.error !== null && <pre class="fault">{run.error}</pre>}
        {run.cancelReason !== null && open && (
          <p class="is-warning">{`■ To be cancelled: ${run.cancelReason}`}</p>
        )}
      </div>
      <Actions run={run} mayStart={mayStart} />
      <div id="timelines" data-live>
        {timelinesOf(tasks, now).map((timeline) => (
          <AttemptSection timeline={timeline} run={run} mayStart={mayStart} />
        ))}
      </div>
      <Made links={view.links} />
      <div id="flow-log" data-live>
        <Log lines={lines} />
      </div>
      <Result run={run} />
      <Commands lines={commandLines(run, open)} />
      {open && <p class="quiet small" data-refresh>The page follows the run until it is over.</p>}
    </>
  );
}

function Facts({ run, tasks }: Pick<FlowRunView, "run" | "tasks">) {
  const done = new Set(tasks.filter(({ state }) => state === "completed").map(({ key }) => key)).size;
  const cached = tasks.filter(({ cachedFrom }) => cachedFrom !== null).length;
  const facts: (readonly [string, unknown])[] = [
    ["State", <FlowStateMark state={run.state} />],
    ["Took", tookText(run)],
    ["Planned", <TimeText at={run.plannedAt} />],
    ["Schedule", run.schedule ?? "asked for"],
    ["Attempts", run.attempt],
    ["Tasks done", cached === 0 ? done : `${done}, ${cached} from the cache`],
    ["Run", <code>{run.flowRunId}</code>],
  ];
  return (
    <dl class="state">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value as Markup}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ run, mayStart }: { readonly run: FlowRun; readonly mayStart: boolean }) {
  const path = flowRunPath(run.flowRunId);
  return (
    <div class="actions">
      {mayStart && run.state !== "completed" && (
        <form method="post" action={`${path}/resume`}>
          <button type="submit" class="main">
            {run.attempt === 0 ? "Run now" : "Resume at the first unfinished task"}
          </button>
        </form>
      )}
      {(run.state === "running" || run.state === "scheduled") && (
        <form method="post" action={`${path}/cancel`}>
          <button type="submit">Cancel</button>
        </form>
      )}
    </div>
  );
}

function Made({ links }: { readonly links: readonly FlowLink[] }) {
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="made">
      <h2 id="made">What it made and used</h2>
      <div class="wide" tabindex={0} role="region" aria-label="What it made and used">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Which</th>
              <th scope="col">Task</th>
            </tr>
          </thead>
          <tbody>
            {links.map((link) => {
              const path = linkPath(link);
              return (
                <tr>
                  <td>{link.kind.replaceAll("_", " ")}</td>
                  <td>{path === undefined ? link.target : <a href={path}>{link.target}</a>}</td>
                  <td>{link.key ?? ""}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Log({ lines }: { readonly lines: readonly FlowLine[] }) {
  const shown = lines.slice(-MOST_LINES), left = lines.length - shown.length;
  return (
    <section aria-labelledby="log">
      <h2 id="log">Log</h2>
      {lines.length === 0 && <p class="quiet">Nothing was said.</p>}
      {left > 0 && <p class="quiet">{`The newest ${MOST_LINES} lines; ${left} before them`}</p>}
      <ol class="log tall" tabindex={0} aria-label="Lines of the log">
        {shown.map(({ at, key, line }) => (
          <li>
            <time class="quiet" datetime={new Date(at).toISOString()}>
              {new Date(at).toISOString().slice(11, 23)}
            </time>
            {key !== null && <b>{`${key} `}</b>}
            {line}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Result({ run }: { readonly run: FlowRun }) {
  return (
    <section aria-labelledby="result">
      <h2 id="result">Asked and given</h2>
      <dl>
        <div>
          <dt>Parameters</dt>
          <dd>
            <code>{JSON.stringify(run.params)}</code>
          </dd>
        </div>
      </dl>
      {run.output !== null && <pre>{JSON.stringify(run.output, null, 2)}</pre>}
    </section>
  );
}

function commandLines(run: FlowRun, open: boolean) {
  const id = run.flowRunId.slice(0, 12);
  return [
    { label: "Command line", text: `taxi flow show ${id}` },
    ...open
      ? [{ label: "Log", text: `taxi flow logs ${id} --follow` }, {
        label: "Cancel",
        text: `taxi flow cancel ${id}`,
      }]
      : [{ label: "Resume", text: `taxi flow resume ${id}` }],
  ];
}
