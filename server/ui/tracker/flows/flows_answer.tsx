import { formatCounted } from "../../../../lib/format.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import type { Attention } from "./attention.ts";
import type { ShownSchedule } from "./calendar.ts";
import { flowRunPath } from "./flow_links.ts";
import { firstLine } from "./first_line.ts";
import { FlowStateMark } from "./flow_state_mark.tsx";

/** What the answer is made of. */
export interface AnswerProps {
  /** What somebody should look at. */
  readonly attention: Attention;
  /** The run that was planned last and is over or under way; undefined without any. */
  readonly newest?: FlowRun;
  /** How many run. */
  readonly running: number;
  /** All of them. */
  readonly schedules: readonly ShownSchedule[];
}

const LONGEST_REASON = 200;

/** The page's question, answered: what needs somebody, else that nothing does; then what is next. */
export function FlowsAnswer({ attention, newest, running, schedules }: AnswerProps): Markup {
  const next = schedules.filter(({ next }) => next !== null).sort((a, b) => a.next! - b.next!).at(0);
  const { failing, paused, late } = attention, wants = failing.length + paused.length + late.length;
  return (
    <div id="answer" data-live>
      <p class="lead">
        {wants === 0 ? <span class="is-ok">✓ Nothing needs you.</span> : (
          <span class="is-alert">
            {`✕ ${formatCounted(wants, "thing")} ${wants === 1 ? "needs" : "need"} you:`}
          </span>
        )}
      </p>
      {wants > 0 && (
        <ul class="attention">
          {failing.map((run) => <Failing run={run} />)}
          {paused.map((shown) => <Paused {...shown} />)}
          {late.map(({ shown, since }) => <Late shown={shown} since={since} />)}
        </ul>
      )}
      <p>
        {newest && (
          <>
            The newest run, of <b>{cutText(newest.flow, 80)}</b>, is{" "}
            <FlowStateMark state={newest.state} />.{" "}
          </>
        )}
        {running > 0 && `${formatCounted(running, "run")} ${running === 1 ? "is" : "are"} under way. `}
        {next && (
          <>
            <b>{cutText(next.schedule.name, 80)}</b> is next, at <TimeText at={next.next} />.
          </>
        )}
      </p>
    </div>
  );
}

function Failing({ run }: { readonly run: FlowRun }) {
  const of = run.schedule === null ? run.flow : `${run.flow} of schedule ${run.schedule}`;
  return (
    <li>
      <FlowStateMark state={run.state} />: <a href={flowRunPath(run.flowRunId)}>{cutText(of, 120)}</a>{" "}
      <TimeText at={run.plannedAt} />
      {run.error !== null && <div class="quiet">{cutText(firstLine(run.error), LONGEST_REASON)}</div>}
    </li>
  );
}

function Paused({ schedule, paused }: ShownSchedule) {
  return (
    <li>
      <span class="mark is-warning">■ paused</span>: schedule{" "}
      <a href="#schedules">{cutText(schedule.name, 120)}</a>
      {paused !== "" && <div class="quiet">{cutText(paused ?? "", LONGEST_REASON)}</div>}
    </li>
  );
}

function Late({ shown, since }: { readonly shown: ShownSchedule; readonly since: number }) {
  return (
    <li>
      <span class="mark is-alert">✕ late</span>: schedule{" "}
      <a href="#schedules">{cutText(shown.schedule.name, 120)}</a>, planned for <TimeText at={since} />
      <div class="quiet">
        No scheduler was there: <code>taxi flow serve</code>
      </div>
    </li>
  );
}
