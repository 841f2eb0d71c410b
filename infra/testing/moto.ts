import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../../tools/python_environment.ts";
import { runCommand } from "../../tools/run_command.ts";
import { freePort } from "../../tools/free_port.ts";
import { TEST_CREDENTIALS } from "./terraform.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** What moto and the AWS client are installed from. */
export const MOTO_REQUIREMENTS: string = join(HERE, "..", "..", "tools", "requirements", "moto.txt");
const REGION = "eu-central-1";

/** A pretended AWS on loopback: moto's server. */
export interface Moto extends AsyncDisposable {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** The Python that moto, boto3 and the AWS client are installed for. */
  readonly python: string;
  /** Asks with the real AWS client; gives the JSON that it printed, null when that is nothing. */
  // deno-lint-ignore no-explicit-any -- the answers are what the tests look into
  ask(...args: string[]): Promise<any>;
}

/** Starts moto's server; `folder` receives its files. Debian's images are told to it, for it knows none. */
export async function startMoto(folder: string): Promise<Moto> {
  const python = await pythonEnvironment({ requirements: MOTO_REQUIREMENTS });
  const images = join(folder, "amis.json");
  await Deno.writeTextFile(
    images,
    JSON.stringify([debianImage("amd64", "x86_64"), debianImage("arm64", "arm64")]),
  );
  const port = freePort();
  const child = new Deno.Command(python, {
    args: [join(HERE, "moto_server.py"), "-H", "127.0.0.1", "-p", String(port)],
    env: { ...TEST_CREDENTIALS, MOTO_AMIS_PATH: images },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await child.status;
  };
  try {
    await waitFor(`${url}/moto-api/`, 30);
  } catch (error) {
    await stop();
    throw error;
  }
  const env = { ...TEST_CREDENTIALS, AWS_ENDPOINT_URL: url, AWS_DEFAULT_REGION: REGION };
  return {
    url,
    python,
    async ask(...args) {
      const said = await runCommand(python, ["-m", "awscli", ...args, "--output", "json"], { env });
      return said === "" ? null : JSON.parse(said);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Without a date of its making: moto would take the image for one that is not ready. */
function debianImage(name: string, architecture: string) {
  return {
    ami_id: `ami-0debian12${name}000`,
    name: `debian-12-${name}-20251112-2294`,
    description: "Debian 12",
    owner_id: "136693071363",
    public: true,
    virtualization_type: "hvm",
    architecture,
    state: "available",
    platform: null,
    image_type: "machine",
    hypervisor: "xen",
    root_device_name: "/dev/xvda",
    root_device_type: "ebs",
    sriov: "simple",
  };
}

async function waitFor(url: string, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (true) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > end) throw new Error(`${url} did not answer within ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
