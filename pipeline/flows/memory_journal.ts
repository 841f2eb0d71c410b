import type { FlowEnding, FlowJournal, TaskEnding, TaskStart } from "./flow_journal.ts";

/** A task as an attempt wrote it down. */
export interface WrittenTask extends TaskStart {
  /** From 1. */
  readonly attempt: number;
  /** By the clock. */
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly ending?: TaskEnding;
}

/** Runs in memory, for tests: what a journal keeps of one run, whose attempts come one after another. */
export class MemoryRun {
  /** In the order in which they began. */
  readonly tasks: WrittenTask[] = [];
  /** Of the log. */
  readonly lines: string[] = [];
  /** In the order in which they were noted. */
  readonly links: (readonly [key: string | null, kind: string, target: string])[] = [];
  /** Of the attempts that have ended. */
  readonly endings: FlowEnding[] = [];
  #attempt = 0;
  /** By key the attempt that forgot what was before it. */
  readonly #forgotten = new Map<string, number>();

  /** Of the run `flowRunId`, by a clock. */
  constructor(readonly flowRunId: string, readonly now: () => number) {}

  /** The journal of the next attempt. @param cache runs whose outputs are cached */
  attempt(cache: readonly MemoryRun[] = []): FlowJournal {
    const attempt = ++this.#attempt;
    const replace = (task: TaskStart, ending: TaskEnding) => {
      const at = this.tasks.findIndex((one) => one.attempt === attempt && one.key === task.key);
      const written = { ...(this.tasks[at] ?? { ...task, attempt, startedAt: this.now() }), ending };
      if (at < 0) this.tasks.push(written);
      else this.tasks[at] = written;
    };
    return {
      finishedTasks: () => {
        const finished = new Map(
          this.tasks.flatMap(({ key, position, inputHash, ending, attempt: by }) =>
            by < attempt && by >= (this.#forgotten.get(key) ?? 0) && ending?.state === "completed"
              ? [[key, { key, position, inputHash, output: ending.output }] as const]
              : []
          ),
        );
        return Promise.resolve([...finished.values()].sort((a, b) => a.position - b.position));
      },
      forget: (keys) => {
        for (const key of keys) this.#forgotten.set(key, attempt);
        return Promise.resolve();
      },
      startTask: async (task) => {
        await Promise.resolve();
        this.tasks.push({ ...task, attempt, startedAt: this.now() });
      },
      endTask: async (task, ending) => {
        await Promise.resolve();
        replace(task, ending);
      },
      cachedOutput: async (inputHash, since) => {
        await Promise.resolve();
        const found = [this, ...cache].flatMap((run) => run.tasks.map((task) => ({ run, task })))
          .findLast(({ task }) =>
            task.inputHash === inputHash && task.ending?.state === "completed" && task.startedAt >= since
          );
        const ending = found?.task.ending;
        return ending?.state === "completed"
          ? { flowRunId: found!.run.flowRunId, output: ending.output }
          : undefined;
      },
      log: (key, line) => void this.lines.push(key === null ? line : `${key}: ${line}`),
      link: (key, kind, target) => void this.links.push([key, kind, target]),
      end: async (ending) => {
        await Promise.resolve();
        this.endings.push(ending);
      },
    };
  }
}
