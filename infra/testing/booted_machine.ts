import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../tools/find_program.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const UNSHARE = ["unshare", "--mount", "--pid", "--fork", "--kill-child"];

/** What a machine boots with. */
export interface Boot {
  /** Path of the script that is run as root. */
  readonly userData: string;
  /** Where a data volume is to appear. */
  readonly device?: string;
  /** Python with the AWS client, and the address of the pretended AWS. */
  readonly python?: string;
  readonly aws?: string;
  /** Address of a server laid out as GitHub's releases. */
  readonly releases?: string;
}

/** A machine whose user data has ended well. */
export interface BootedMachine extends AsyncDisposable {
  /** What the boot said on stdout. */
  readonly said: string;
  /** Runs a line of shell as root. @returns its exit code and what it said on stdout */
  run(line: string): Promise<{ code: number; stdout: string }>;
}

/** Words before a command that make it run as root with namespaces and overlays; undefined where that is not allowed. */
export async function findPrivilege(): Promise<readonly string[] | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  for (const words of [[], ["sudo", "-n", "--preserve-env=AWS_ENDPOINT_URL"]]) {
    const probe =
      "d=$(mktemp -d) && mount -t tmpfs tmpfs $d && mkdir $d/u $d/w $d/m && test -e /dev/loop-control && " +
      "mount -t overlay overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/m";
    const [program, ...args] = [...words, ...UNSHARE, "sh", "-c", probe];
    if (findProgram(program) === undefined) continue;
    const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
    if (success) return words;
  }
  return undefined;
}

/**
 * Runs user data as `boot.sh` beside this file describes, and waits until it has ended.
 *
 * @param privilege of {@linkcode findPrivilege}
 * @throws Error with everything it said when it fails
 */
export async function bootMachine(boot: Boot, privilege: readonly string[]): Promise<BootedMachine> {
  const { userData, python = "", device = "", releases = "", aws = "" } = boot;
  const [program, ...args] = [
    ...privilege,
    "timeout",
    "180", // a machine that hangs must not hold up the tests
    ...UNSHARE,
    "bash",
    "-c",
    'exec bash "$0" "$@" 2>&1',
    join(HERE, "boot.sh"),
    userData,
    python,
    device,
    releases,
  ];
  const child = new Deno.Command(program, {
    args,
    env: { AWS_ENDPOINT_URL: aws },
    stdin: "piped",
    stdout: "piped",
  })
    .spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const input = child.stdin.getWriter();
  const stop = async () => {
    await input.close();
    await output.cancel();
    await child.status;
  };
  const readUntil = async (end: RegExp) => {
    let text = "";
    while (!end.test(text)) {
      const { value, done } = await output.read();
      if (done) throw new Error(`The machine ended with ${(await child.status).code}: ${text}`);
      text += value;
    }
    return text;
  };
  const said = await readUntil(/^BOOTED$/m).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    said,
    async run(line) {
      await input.write(new TextEncoder().encode(`${line}\n`));
      const text = await readUntil(/^EXIT \d+$/m);
      const [, stdout, code] = /^(.*)\nEXIT (\d+)\n$/s.exec(text)!;
      return { code: Number(code), stdout };
    },
    [Symbol.asyncDispose]: stop,
  };
}
