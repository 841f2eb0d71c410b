const KIBIBYTE = 1024;
/** `/proc` counts processor time in these on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** What all processes of a tree hold. */
export interface TreeMemory {
  /** How many processes there are. */
  readonly processes: number;
  /** Bytes in memory: a page that several processes share counts once (PSS). */
  readonly resident: number;
}

/** A process and all that it started, directly or not; undefined without `/proc`. */
export async function treeMemory(pid: number): Promise<TreeMemory | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const pids = await processTree(pid);
  const bytes = await Promise.all(pids.map(proportionalBytes));
  return { processes: pids.length, resident: bytes.reduce((sum, one) => sum + one, 0) };
}

/** Seconds of user and system time of one process since it started; undefined without `/proc`. */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const [userTicks, systemTicks] = afterName(await Deno.readTextFile(`/proc/${pid}/stat`)).slice(11);
  return (Number(userTicks) + Number(systemTicks)) / TICKS_PER_SECOND;
}

/** Ends a process and all that it started, at once. */
export async function killTree(pid: number): Promise<void> {
  for (const one of Deno.build.os === "linux" ? await processTree(pid) : [pid]) {
    try {
      Deno.kill(one, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // it had ended already
    }
  }
}

/** Their ids, parents before children. */
export async function processTree(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = await parentOf(name);
    if (parent !== undefined) children.set(parent, [...children.get(parent) ?? [], Number(name)]);
  }
  const tree = [pid];
  for (const one of tree) tree.push(...children.get(one) ?? []);
  return tree;
}

async function parentOf(pid: string): Promise<number | undefined> {
  const stat = await ofLiving(() => Deno.readTextFile(`/proc/${pid}/stat`));
  return stat === undefined ? undefined : Number(afterName(stat)[1]);
}

/** The words of `/proc/PID/stat` that follow the name, which may hold anything. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await ofLiving(() => Deno.readTextFile(`/proc/${pid}/smaps_rollup`));
  return rollup === undefined ? 0 : Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * KIBIBYTE;
}

/** What is read of a process; undefined when it has ended meanwhile. */
async function ofLiving<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const ended = error instanceof Deno.errors.NotFound || String(error).includes("No such process");
    if (!ended) throw error;
  }
}
