import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./busy_process.ts", import.meta.url));

/** A busy process and the lines it has printed. */
export interface BusyProcess {
  /** Resolves when the first line has come: the process is past its start. */
  readonly started: Promise<void>;
  /** Resolves when a line has come that begins with this word, or when the process is gone. */
  said(word: string): Promise<void>;
  /** Kills the process as `kill -9` does. */
  kill(): void;
  /** All whole lines, each as words, once the process is gone; with its exit code and what it complained of. */
  readonly ended: Promise<{ lines: string[][]; code: number; complaint: string }>;
}

/** Starts `busy_process.ts` on a home. */
export function startProcess(home: string, name: string, turns: number): BusyProcess {
  const args = ["run", "-A", "--quiet", "--no-check", PROGRAM, home, name, String(turns)];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "piped" })
    .spawn();
  const started = Promise.withResolvers<void>();
  let text = "", told = Promise.withResolvers<void>(), gone = false;
  const read = async () => {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      started.resolve();
      told.resolve();
      told = Promise.withResolvers();
    }
    gone = true;
    started.resolve(); // it died without a word; `ended` tells why
    told.resolve();
    return text.split("\n").slice(0, -1).map((line) => line.split(" "));
  };
  const ended = Promise.all([read(), child.status, new Response(child.stderr).text()]);
  return {
    started: started.promise,
    async said(word) {
      while (!gone && !`\n${text}`.includes(`\n${word} `)) await told.promise;
    },
    kill: () => child.kill("SIGKILL"),
    ended: ended.then(([lines, { code }, complaint]) => ({ lines, code, complaint })),
  };
}
