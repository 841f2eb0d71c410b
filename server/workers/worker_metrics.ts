import { join } from "node:path";

/** Where the processes that share a port tell each other their metrics. */
export interface WorkerPlace {
  /** A folder that only this user can enter. */
  readonly folder: string;
  /** Counts from 1; a process that takes a dead one's place takes its number. */
  readonly worker: number;
}

/** The metrics of all workers. */
export interface SharedMetrics extends Disposable {
  /** In Prometheus's text format. */
  text(): Promise<string>;
}

/** A sibling that hangs must not hold up the scrape. */
const ANSWER_MILLISECONDS = 1000;

/**
 * Tells its siblings what this worker has counted, and gives what they all have: whichever is scraped answers for all. Each
 * series gets the label `worker`, so that Prometheus sees that one of them began anew, which a sum would hide.
 *
 * @param own this worker's metrics in Prometheus's text format
 */
export function joinMetrics(place: WorkerPlace, own: () => Promise<string>): SharedMetrics {
  const path = socketPath(place.folder, place.worker);
  removeIfThere(path); // of the worker whose place this one takes
  const listener = Deno.listen({ transport: "unix", path });
  listener.unref();
  tellSiblings(listener, own);
  const text = async () => {
    const others = siblings(place).map(async (worker) => ({ worker, text: await askSibling(place, worker) }));
    const all = await Promise.all([{ worker: place.worker, text: await own() }, ...others]);
    return mergeMetrics(all.sort((a, b) => a.worker - b.worker));
  };
  return { text, [Symbol.dispose]: () => listener.close() };
}

/** For a worker whose parent is no more: removes its socket, and the folder when it is the last. */
export function leavePlace({ folder, worker }: WorkerPlace): void {
  try {
    Deno.removeSync(socketPath(folder, worker));
    Deno.removeSync(folder);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error; // it has siblings yet, or the parent was faster
  }
}

/** Several expositions of the same metrics as one, each series with its `worker`. */
export function mergeMetrics(
  expositions: readonly { readonly worker: number; readonly text: string }[],
): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const { worker, text } of expositions) {
    let family: { head: string[]; samples: string[] } | undefined;
    for (const line of text.split("\n")) {
      if (line.startsWith("# HELP ")) {
        const name = line.split(" ", 3)[2];
        family = families.get(name);
        if (family === undefined) families.set(name, family = { head: [line], samples: [] });
      } else if (line.startsWith("# TYPE ")) {
        if (family?.head.length === 1) family.head.push(line);
      } else if (line !== "") {
        family?.samples.push(withWorker(line, worker));
      }
    }
  }
  return [...families.values()].flatMap(({ head, samples }) => [...head, ...samples]).join("\n") + "\n";
}

function withWorker(sample: string, worker: number): string {
  return sample.replace(
    /^([\w:]+)(\{?)/,
    (_, name, brace) => `${name}{worker="${worker}"${brace ? "," : "}"}`,
  );
}

async function tellSiblings(listener: Deno.UnixListener, own: () => Promise<string>): Promise<void> {
  for await (const connection of listener) {
    own()
      .then((text) => ReadableStream.from([new TextEncoder().encode(text)]).pipeTo(connection.writable))
      .catch(() => {}); // the sibling has gone
  }
}

function siblings({ folder, worker }: WorkerPlace): number[] {
  return [...Deno.readDirSync(folder)]
    .map(({ name }) => Number(/^(\d+)\.sock$/.exec(name)?.[1]))
    .filter((other) => other > 0 && other !== worker);
}

/** Nothing of a sibling that has died or does not answer in time. */
async function askSibling({ folder }: WorkerPlace, worker: number): Promise<string> {
  try {
    const connection = await Deno.connect({ transport: "unix", path: socketPath(folder, worker) });
    const timer = setTimeout(() => connection.close(), ANSWER_MILLISECONDS);
    try {
      return await new Response(connection.readable).text();
    } finally {
      clearTimeout(timer);
    }
  } catch {
    return "";
  }
}

function socketPath(folder: string, worker: number): string {
  return join(folder, `${worker}.sock`);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
