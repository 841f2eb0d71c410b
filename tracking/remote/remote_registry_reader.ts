import { cacheFolders } from "../../lib/cache_folder.ts";
import { TaxiError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { MODEL_FILE } from "../create_model_version.ts";
import type { ModelVersion } from "../model_rows.ts";
import { noModelFile, type RegistryReader } from "../registry_reader.ts";
import { artifactAddress, escapePath } from "./artifact_address.ts";
import { type ModelCache, modelCache } from "./model_cache.ts";
import { object, text } from "./read_objects.ts";
import { remoteRegistry } from "./remote_registry.ts";
import { ServerFault } from "./server_fault.ts";
import type { TrackingServer } from "./tracking_server.ts";
import { download } from "./transfer.ts";
import { openTransport, type Transport, type TransportOptions } from "./transport.ts";

/** A model file has some megabytes at most; whatever was put in its place must not fill the memory. */
const MOST_BYTES = 1 << 28;

/** Who looks again and again need not wait long for one look, milliseconds. */
const LOOK_TIMEOUT = 10_000;

/**
 * Reads the registry of a tracking server; nothing is asked before the first look. The first look that succeeds is patient, later ones
 * ask once: another one follows.
 *
 * @param cache of model files; in the user's cache folder unless told
 */
export function readRemoteRegistry(
  server: TrackingServer,
  cache: ModelCache = modelCache(cacheFolders()),
  options: TransportOptions = {},
): RegistryReader {
  const transport = openTransport(server, options);
  const timeout = Math.min(server.timeout, LOOK_TIMEOUT);
  const impatient = openTransport({ ...server, timeout }, { ...options, once: true });
  let found = false;
  const close = () => {
    transport.close();
    impatient.close();
  };
  return {
    async find(name, of) {
      const models = remoteRegistry(found ? impatient : transport);
      const version = "alias" in of
        ? await models.getVersionByAlias(name, of.alias)
        : await models.getVersion(name, of.version);
      found = true;
      return version;
    },
    async readModel(version) {
      const { name, version: number, sha256: hash } = version;
      const kept = hash === null ? undefined : await cache.read(hash);
      if (kept !== undefined) return kept;
      const bytes = await fetchModel(transport, version);
      if (hash === null) return bytes; // the file itself tells whether it is whole
      if (sha256(bytes) === hash) {
        await cache.write(hash, bytes);
        return bytes;
      }
      throw new TaxiError(
        `Cannot use version ${number} of "${name}": its file is not what was registered, expected SHA-256 ${hash}`,
        { code: "damaged" },
      );
    },
    close,
    [Symbol.dispose]: close,
  };
}

async function fetchModel(transport: Transport, version: ModelVersion): Promise<Uint8Array> {
  const url = artifactAddress(transport.server, await fileUri(transport, version));
  const asked = `model file of ${version.name} version ${version.version}`;
  try {
    return await download(transport, url, asked, MOST_BYTES);
  } catch (error) {
    const { errorCode } = error instanceof ServerFault ? error : {};
    if (errorCode === "RESOURCE_DOES_NOT_EXIST" || errorCode === "ENDPOINT_NOT_FOUND") {
      throw noModelFile(version);
    }
    throw error;
  }
}

/** Address of taxi's model file in the folder of a version, which may be the file itself. */
async function fileUri(transport: Transport, { name, version }: ModelVersion): Promise<string> {
  const fields = { name, version: String(version) };
  const { artifact_uri } = await transport.call("GET", "model-versions/get-download-uri", fields);
  const uri = await storageUri(transport, text(artifact_uri));
  return uri.endsWith(".taxi") ? uri : `${uri.replace(/\/+$/, "")}/${MODEL_FILE}`;
}

/** `runs:/RUN/path` lies below the address of the run's artifacts. */
async function storageUri(transport: Transport, uri: string): Promise<string> {
  const [, runId, path] = /^runs:\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  if (runId === undefined) return uri;
  const { run } = await transport.call("GET", "runs/get", { run_id: runId });
  return `${text(object(object(run).info).artifact_uri)}/${escapePath(path)}`;
}
