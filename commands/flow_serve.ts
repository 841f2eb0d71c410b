import { hostname } from "node:os";
import { TaxiError, UsageError } from "../lib/errors.ts";
import type { Output } from "../lib/output.ts";
import { sleepUnless } from "../lib/sleep.ts";
import { definitionOf } from "../pipeline/flows/flow_schedule.ts";
import { FlowScheduler } from "../pipeline/flows/flow_scheduler.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import type { FlowHome } from "./flows/flow_home.ts";
import { startRunProcess, wordsOf } from "./flows/run_process.ts";
import { readFlowConfig, readSchedule, type ScheduleDefinition } from "./flows/schedule_config.ts";
import { type Notification, pauseNotification, runNotification } from "./flows/notification.ts";
import { type Channel, notify, webhookOptions } from "./flows/notify.ts";
import { schedulerStore } from "./flows/scheduler_store.ts";
import { scheduleDocuments, scheduleTable } from "./flows/shown_schedules.ts";
import { shippedFlow } from "./flows/shipped_flows.ts";
import { stopOnSignals } from "./flows/stop_on_signals.ts";
import { parseSpan } from "./time_options.ts";
import { TRACKING_OPTION } from "./tracking_option.ts";
import { withFlows } from "./with_flows.ts";

const TICK_MILLISECONDS = 1000;
const PRUNE_MILLISECONDS = 3_600_000;

/** `taxi flow serve`. */
export function flowServeCommand() {
  return createCommand("serve", "Run flows on their schedules until interrupted.", {
    example: "taxi flow serve --config flows.yaml",
  })
    .option("--config <file>", "schedules in YAML; those that the home has, unless told")
    .option(
      "--keep <time>",
      "remove runs that were over so long ago, with tasks and logs (default: 52w)",
      parseSpan,
    )
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withFlows(options, async (out, on) => {
        const config = options.config === undefined ? undefined : await readFlowConfig(options.config);
        if (config) await takeOver(on, config.schedules);
        using signals = stopOnSignals(); // before anybody is told that it is there
        await announce(out, on);
        await serve(out, on, {
          channels: config?.notify ?? [],
          keep: options.keep ?? parseSpan("52w"),
          stopped: signals.signal,
        });
      })
    );
}

/** The home's schedules are those of the file from now on; one that was there before goes on where it was. */
async function takeOver(on: FlowHome, wanted: ReadonlyMap<string, ScheduleDefinition>): Promise<void> {
  const { schedules } = on;
  for (const [name, definition] of wanted) {
    shippedFlow(on, definition.flow).parse(definition.params ?? {});
    await schedules.put(name, definitionOf(readSchedule(name, definition)));
  }
  for (const { name } of await schedules.list()) if (!wanted.has(name)) await schedules.delete(name);
}

async function announce(out: Output, { schedules }: FlowHome): Promise<void> {
  const kept = await schedules.list();
  if (kept.length === 0) {
    throw new UsageError(
      "Cannot serve flows: the home has no schedule, expected some in a file",
      "taxi flow serve --config flows.yaml",
    );
  }
  const now = Date.now();
  out.table(scheduleTable(kept, now));
  out.document({ schedules: scheduleDocuments(kept, now) });
}

/** Looks every second. Runs that are under way when the scheduler is told to stop go on by themselves. */
async function serve(
  out: Output,
  on: FlowHome,
  { channels, keep, stopped }: {
    readonly channels: readonly Channel[];
    readonly keep: number;
    readonly stopped: AbortSignal;
  },
): Promise<void> {
  const place = { home: on.home.path, words: wordsOf(["--tracking", "--artifacts", "--config"]) };
  const holder = `${Deno.pid}@${hostname()} ${crypto.randomUUID()}`;
  const telling = new Telling(channels, out.say);
  const scheduler = new FlowScheduler({
    store: schedulerStore(on),
    holder,
    now: Date.now,
    onPaused: (schedule, reason) => {
      out.say(`Schedule "${schedule}" is paused: ${reason}`);
      telling.tell(Promise.resolve(pauseNotification(schedule, reason)));
    },
    onCrashed: (flowRunId) => {
      out.say(`Run ${flowRunId} crashed; taxi flow resume ${flowRunId.slice(0, 8)} goes on with it`);
      telling.tell(on.flows.get(flowRunId).then((run) => runNotification(run, undefined)));
    },
    start: async (run) => {
      out.say(`Begins ${run.flow}, run ${run.flowRunId}`);
      try {
        await startRunProcess(run.flowRunId, place);
      } catch (error) {
        out.say(`taxi: Cannot begin run ${run.flowRunId}: ${(error as Error).message}`);
      }
    },
  });
  let prunedAt = -Infinity;
  for (let led: boolean | undefined; !stopped.aborted;) {
    try {
      const leads = await scheduler.tick();
      if (leads && performance.now() - prunedAt > PRUNE_MILLISECONDS) {
        await on.flows.prune(Date.now() - keep);
        prunedAt = performance.now();
      }
      if (leads !== led) {
        out.say(leads ? "Leads: no other scheduler plans on this home" : "Another scheduler leads; waits");
      }
      led = leads;
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error;
      out.say(`taxi: ${error.message}`);
    }
    await sleepUnless(TICK_MILLISECONDS, stopped).catch(() => {});
  }
  await on.schedules.release("scheduler", holder);
  await telling.settled();
}

/** Tells people while the scheduler goes on. */
class Telling {
  readonly #channels: readonly Channel[];
  readonly #say: (sentence: string) => void;
  readonly #open = new Set<Promise<void>>();

  constructor(channels: readonly Channel[], say: (sentence: string) => void) {
    this.#channels = channels;
    this.#say = say;
  }

  tell(notification: Promise<Notification | undefined>): void {
    const told = this.#tell(notification).finally(() => this.#open.delete(told));
    this.#open.add(told);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #tell(promised: Promise<Notification | undefined>): Promise<void> {
    try {
      const notification = await promised;
      if (notification) await notify(this.#channels, notification, this.#say, webhookOptions());
    } catch (error) {
      if (!(error instanceof TaxiError)) throw error;
      this.#say(`taxi: ${error.message}`);
    }
  }
}
