import { formatElapsed } from "../../../../lib/format.ts";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import { type CalendarDay, calendarWeeks, type ShownSchedule } from "./calendar.ts";

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
            </tr>
          </thead>
          <tbody>
            {schedules.map(({ schedule, paused, next }) => (
              <tr>
                <th scope="row">{schedule.name}</th>
                <td>
                  {paused === null
                    ? <TimeText at={next} />
                    : <span class="mark is-warning">{`■ paused: ${paused}`}</span>}
                </td>
                <td>{schedule.flow}</td>
                <td>
                  <code>{schedule.cron}</code>
                </td>
                <td>{schedule.timeZone}</td>
                <td>{schedule.overlap}</td>
                <td>{`${schedule.missed}, ${formatElapsed(schedule.catchUp)} back`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Calendar weeks={calendarWeeks(schedules, now)} />
    </section>
  );
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
                      {new Date(first).toISOString().slice(11, 16)} {schedule}
                      {count > 1 && <span class="quiet">{` and ${count - 1} more`}</span>}
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
