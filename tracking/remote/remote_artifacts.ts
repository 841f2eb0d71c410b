import { assertArtifactPath } from "../artifact_path.ts";
import type { Artifact } from "../artifacts.ts";
import type { TrackerArtifacts } from "../tracker.ts";
import { artifactAddress, escapePath } from "./artifact_address.ts";
import { list, object, text } from "./read_objects.ts";
import { withRun } from "./with_words.ts";
import { upload } from "./transfer.ts";
import type { Transport } from "./transport.ts";

/** Files of runs of a server that hands them on. */
export function remoteArtifacts(transport: Transport): TrackerArtifacts {
  const { server } = transport;
  const addresses = new Map<string, string>();
  const addressOf = async (runId: string) => {
    const known = addresses.get(runId);
    if (known !== undefined) return known;
    const { run } = await withRun(runId, () => transport.call("GET", "runs/get", { run_id: runId }));
    const address = artifactAddress(server, text(object(object(run).info).artifact_uri));
    addresses.set(runId, address);
    return address;
  };
  return {
    async log(runId, path, source) {
      assertArtifactPath(path);
      const url = `${await addressOf(runId)}/${escapePath(path)}`;
      return { path, ...await upload(transport, url, `artifact "${path}"`, source) };
    },
    list: (runId) =>
      withRun(runId, async () => {
        const files = await listBelow(transport, runId, "");
        return files.sort((a, b) => a.path < b.path ? -1 : 1);
      }),
    modelFolder({ artifactUri: uri }) {
      const address = artifactAddress(server, uri);
      return {
        uri,
        async put(path, source) {
          assertArtifactPath(path);
          await upload(transport, `${address}/${escapePath(path)}`, `artifact "${path}"`, source);
        },
      };
    },
  };
}

async function listBelow(
  transport: Transport,
  runId: string,
  folder: string,
): Promise<Pick<Artifact, "path" | "size">[]> {
  const fields = { run_id: runId, ...(folder !== "" && { path: folder }) };
  const { files } = await transport.call("GET", "artifacts/list", fields);
  const found = [];
  for (const file of list(files)) {
    const path = text(file.path);
    if (file.is_dir === true) found.push(...await listBelow(transport, runId, path));
    else found.push({ path, size: Number(file.file_size ?? 0) });
  }
  return found;
}
