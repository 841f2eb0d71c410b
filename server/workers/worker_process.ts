/** How to start a worker. */
export interface WorkerCommand {
  /** Path of an executable. */
  readonly program: string;
  /** Its words. */
  readonly args: readonly string[];
}

/** A process that serves the port together with its siblings. */
export interface WorkerProcess {
  /** Its number, while it lives. */
  readonly pid: number;
  /** What it says once it listens; undefined when it ends before. */
  readonly document: Promise<unknown>;
  /** Its exit code. */
  readonly ended: Promise<number>;
  /** Tells it to drain and end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts a worker, whose words go to this process's stderr. Its stdin stays open as long as this process wants it to live: so it
 * ends too when this process is killed.
 */
export function startWorker({ program, args }: WorkerCommand): WorkerProcess {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const ended = child.status.then(({ code }) => code);
  return {
    pid: child.pid,
    document: readDocument(child.stdout),
    ended,
    stop: () => void child.stdin.close().catch(() => {}), // it has ended by itself
    kill() {
      try {
        child.kill("SIGKILL");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended by itself
      }
    },
  };
}

/** Aborts when whoever started this worker closes its stdin, or is no more. */
export function parentGone(): AbortSignal {
  const gone = new AbortController();
  const wait = async () => {
    for await (const _ of Deno.stdin.readable);
    gone.abort();
  };
  wait();
  return gone.signal;
}

/** The first JSON document, as `--json` prints it; what follows is read and dropped, or a full pipe would stop the worker. */
async function readDocument(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<unknown> {
  const lines = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await lines.read();
    if (done) return undefined;
    text += value;
    if (!/^}$/m.test(text)) continue;
    const drop = async () => {
      while (!(await lines.read()).done);
    };
    drop();
    return JSON.parse(text);
  }
}
