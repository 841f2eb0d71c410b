import { join } from "node:path";
import type { FlowRun, FlowTask } from "../tracking/flows/flow_run.ts";
import { openTracking, type Tracking } from "../tracking/tracking_store.ts";
import { taxiJson } from "./taxi_process.ts";

/** Months of the synthetic city in a folder, as a source publishes them. @returns the folder */
export async function publishMonths(folder: string, months: string, rows = 3000): Promise<string> {
  const home = join(folder, "city"), source = join(folder, "published");
  await taxiJson([
    ...["ingest", "--source", "synthetic", "--rows", String(rows), "--months", months, "--home", home],
  ]);
  await Deno.rename(join(home, "raw", "synthetic"), source);
  return source;
}

/** A source over HTTP that keeps those who ask for some months waiting. */
export interface SlowSource extends AsyncDisposable {
  readonly url: string;
  /** Answers from now on, those who are waiting too. */
  speak(): void;
}

/** Publishes the months of a folder; whoever asks for a file whose name has `silent` in it waits until the source speaks. */
export function startSlowSource(folder: string, silent: string): SlowSource {
  const spoken = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async ({ url }) => {
    const name = new URL(url).pathname.split("/").at(-1)!;
    if (name.includes(silent)) await spoken.promise;
    try {
      return new Response(await Deno.readFile(join(folder, name)));
    } catch {
      return new Response(null, { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    speak: spoken.resolve,
    async [Symbol.asyncDispose]() {
      spoken.resolve();
      await server.shutdown();
    },
  };
}

/** Looks at a home's store again and again until something is so. @returns what `find` gives then */
export async function untilStored<T>(
  home: string,
  find: (tracking: Tracking) => Promise<T | undefined>,
): Promise<T> {
  await using tracking = await openTracking(home);
  while (true) {
    const found = await find(tracking);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until a run that is under way in a home has a task in a state. */
export function untilTask(home: string, key: string, state: FlowTask["state"]): Promise<FlowRun> {
  return untilStored(home, async ({ flows }) => {
    for (const run of await flows.list({ states: ["running"] })) {
      const tasks = await flows.tasks(run.flowRunId);
      if (tasks.some((task) => task.key === key && task.state === state)) return run;
    }
  });
}

/** Waits until nothing but its exit code is left of a process. */
export async function untilGone(pid: number): Promise<void> {
  while (true) {
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).output();
    if (/^\s*(Z|$)/.test(new TextDecoder().decode(stdout))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
