import { formatCounted, formatElapsed } from "../../../../lib/format.ts";
import { cutText } from "../components/cut_text.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { type CalendarDay, calendarWeeks, MANY, type ShownSchedule } from "./calendar.ts";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** When flows run next, as a table and as a calendar. */
export function SchedulesSection(
  { schedules, now }: { readonly schedules: readonly ShownSchedule[]; readonly now: number },
): Markup {
  return (
    <section aria-labelledby="schedules">
      <h2 id="schedules">Schedules</h2>
      <div class="wide" tabindex={0} role="region" aria-label="Table of schedules">
        <table>
          <thead>
            <tr>
              {["Schedule", "Next", "Flow", "Pattern", "Time zone", "When another runs", "When missed"].map((
                name,
              ) => <th scope="col">{name}</th>)}
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {schedules.map(({ schedule, paused, next }) => (
              <tr>
                <th scope="row">{cutText(schedule.name, 120)}</th>
                <td>
                  {paused === null ? <TimeText at={next} /> : <span class="mark is-warning">■ paused</span>}
                </td>
                <td>{cutText(schedule.flow, 80)}</td>
                <td>
                  <code>{schedule.cron}</code>
                </td>
                <td>{schedule.timeZone}</td>
                <td>{schedule.overlap}</td>
                <td>{`${schedule.missed}, ${daysText(schedule.catchUp)} back`}</td>
                <td>
                  <PauseForm name={schedule.name} isPaused={paused !== null} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Calendar weeks={calendarWeeks(schedules, now)} />
    </section>
  );
}

function PauseForm({ name, isPaused }: { readonly name: string; readonly isPaused: boolean }) {
  const label = isPaused ? "Plan again" : "Pause";
  return (
    <form method="post" action="/flows/schedules">
      <input type="hidden" name="name" value={name} />
      <button
        type="submit"
        name="to"
        value={isPaused ? "unpause" : "pause"}
        class="small"
        aria-label={`${label}: ${cutText(name, 120)}`}
      >
        {label}
      </button>
    </form>
  );
}

function daysText(milliseconds: number): string {
  const days = milliseconds / 86_400_000;
  return Number.isInteger(days) && days > 0 ? formatCounted(days, "day") : formatElapsed(milliseconds);
}

function Calendar({ weeks }: { readonly weeks: readonly (readonly CalendarDay[])[] }) {
  return (
    <div class="wide" tabindex={0} role="region" aria-label="Calendar of schedules">
      <table class="calendar">
        <caption class="quiet">What is planned, times in UTC</caption>
        <thead>
          <tr>{WEEKDAYS.map((name) => <th scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr>
              {week.map(({ date, today, turns }) => (
                <td aria-current={today ? "date" : undefined}>
                  <time datetime={date} class="quiet">{date.slice(5)}</time>
                  {turns.map(({ schedule, first, count }) => (
                    <div class="turn">
                      {new Date(first).toISOString().slice(11, 16)} {cutText(schedule, 40)}
                      {count > 1 && (
                        <span class="quiet">{count < MANY ? ` and ${count - 1} more` : " and more"}</span>
                      )}
                    </div>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
