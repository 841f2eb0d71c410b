import { UsageError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import type { FlowHome } from "./flows/flow_home.ts";
import { scheduleDocuments, scheduleTable } from "./flows/shown_schedules.ts";
import { TRACKING_OPTION } from "./tracking_option.ts";
import { withFlows } from "./with_flows.ts";

/** `taxi flow pause`. */
export function pauseCommand() {
  return createCommand("pause", "Let a schedule plan nothing until it is told to go on.", {
    example: "taxi flow pause monthly-green --reason 'no files until May'",
  })
    .argument("<schedule>", "the schedule's name")
    .option("--reason <text>", "why, for the records", "Paused by taxi flow pause")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, options) =>
      withFlows(options, async (out, on) => {
        await assertSchedule(on, name);
        await on.schedules.pause(name, options.reason);
        await show(out, on, name);
      })
    );
}

/** `taxi flow unpause`. */
export function unpauseCommand() {
  return createCommand("unpause", "Let a schedule plan again, from now on.", {
    example: "taxi flow unpause monthly-green",
  })
    .argument("<schedule>", "the schedule's name")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((name, options) =>
      withFlows(options, async (out, on) => {
        const { pausedAt } = await assertSchedule(on, name);
        if (pausedAt !== null) await on.schedules.unpause(name);
        await show(out, on, name);
      })
    );
}

async function assertSchedule({ schedules }: FlowHome, name: string) {
  const kept = await schedules.list(), found = kept.find((schedule) => schedule.name === name);
  if (found) return found;
  const known = kept.map(({ name }) => `"${name}"`).join(", ") || "none";
  throw new UsageError(
    `Cannot find schedule "${name}", expected one of the home: ${known}`,
    "taxi flow list",
  );
}

async function show(out: Output, { schedules }: FlowHome, name: string): Promise<void> {
  const kept = (await schedules.list()).filter((schedule) => schedule.name === name), now = Date.now();
  out.table(scheduleTable(kept, now));
  out.document(scheduleDocuments(kept, now)[0]);
}
