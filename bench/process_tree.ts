const KIBIBYTE = 1024;

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
  const afterName = stat?.slice(stat.lastIndexOf(")") + 2).split(" "); // a name may hold anything
  return afterName && Number(afterName[1]);
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
