import { NotFoundError, TaxiError } from "../../lib/errors.ts";
import { assertRegistryTags, type ModelVersionDraft } from "../create_model_version.ts";
import { assertAlias, assertModelName } from "../key_rules.ts";
import type { ModelVersion } from "../model_rows.ts";
import type { TrackerRegistry } from "../tracker.ts";
import { createOnce } from "./create_once.ts";
import { quoted, searchAll } from "./paging.ts";
import { object, readRegisteredModel, readVersion, text } from "./read_objects.ts";
import { pairsJson } from "./remote_run_log.ts";
import { isMissing, isTaken, ServerFault } from "./server_fault.ts";
import type { Json, Transport } from "./transport.ts";

/** Registered models of a server. */
export function remoteRegistry(transport: Transport): TrackerRegistry {
  const call: Transport["call"] = (method, path, fields) => transport.call(method, path, fields);
  const get: TrackerRegistry["get"] = async (name) => {
    try {
      return readRegisteredModel(
        object((await call("GET", "registered-models/get", { name })).registered_model),
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new NotFoundError(`Cannot find registered model "${name}"`, "taxi models list", { model: name });
    }
  };
  const getVersion: TrackerRegistry["getVersion"] = (name, version) =>
    withVersion(get, name, version, async () => {
      const answer = await call("GET", "model-versions/get", { name, version: String(version) });
      return readVersion(object(answer.model_version));
    });
  const setAlias: TrackerRegistry["setAlias"] = async (name, alias, version) => {
    assertAlias(alias);
    const fields = { name, alias, version: String(version) };
    await withVersion(
      get,
      name,
      version,
      async () => void await call("POST", "registered-models/alias", fields),
    );
  };
  return {
    get,
    getVersion,
    setAlias,
    async list() {
      const found = await searchAll(
        transport,
        "GET",
        "registered-models/search",
        "registered_models",
        {},
      );
      return found.map(readRegisteredModel);
    },
    async listVersions(name) {
      await get(name);
      return (await findVersions(transport, name)).map(readVersion)
        .sort((a, b) => b.version - a.version);
    },
    async getVersionByAlias(name, alias) {
      if (alias !== "latest") {
        try {
          const answer = await call("GET", "registered-models/alias", { name, alias });
          return readVersion(object(answer.model_version));
        } catch (error) {
          if (!(error instanceof ServerFault) || error.passing || error.errorCode === undefined) throw error;
        }
      }
      return await getByKnownAlias({ get, getVersion }, name, alias);
    },
    async createVersion(draft) {
      const { name, aliases = [] } = draft;
      assertModelName(name);
      assertRegistryTags(draft.tags ?? {});
      if (typeof aliases !== "function") aliases.forEach(assertAlias);
      await createModelIfMissing(transport, name);
      const { version } = await untilReady(transport, getVersion, await createVersion(transport, draft));
      const chosen = typeof aliases === "function" ? aliases((await get(name)).aliases) : aliases;
      for (const alias of chosen) await setAlias(name, alias, version);
      return await getVersion(name, version);
    },
    async deleteAlias(name, alias) {
      await get(name);
      await call("DELETE", "registered-models/alias", { name, alias });
    },
    async deleteVersion(name, version) {
      const fields = { name, version: String(version) };
      await withVersion(
        get,
        name,
        version,
        async () => void await call("DELETE", "model-versions/delete", fields),
      );
    },
  };
}

/** A second between two looks, as MLflow's clients do for so many. */
const LOOKS = 300;

async function createModelIfMissing(transport: Transport, name: string): Promise<void> {
  try {
    await transport.call("POST", "registered-models/create", { name });
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
}

/** Run and source tell the version again, should the answer get lost. */
async function createVersion(transport: Transport, draft: ModelVersionDraft): Promise<ModelVersion> {
  const { name, runId, artifact, description = "", tags = {} } = draft;
  const source = draft.source ?? `runs:/${runId}/${artifact}`;
  const modelId = /^models:\/(m-.*)$/.exec(source)?.[1];
  const fields = {
    ...{ name, source, description, tags: pairsJson(tags) },
    ...(runId !== undefined && { run_id: runId }),
    ...(modelId !== undefined && { model_id: modelId }),
  };
  const create = async () =>
    object((await transport.callOnce("POST", "model-versions/create", fields)).model_version);
  const find = async () =>
    (await findVersions(transport, name))
      .find((version) => text(version.source) === source && text(version.run_id) === (runId ?? ""));
  return readVersion(await createOnce(transport, create, find));
}

async function untilReady(
  transport: Transport,
  getVersion: TrackerRegistry["getVersion"],
  made: ModelVersion,
): Promise<ModelVersion> {
  let version = made;
  for (let look = 0; version.status === "pending" && look < LOOKS; look++) {
    await transport.wait(1000);
    version = await getVersion(made.name, made.version);
  }
  if (version.status === "ready") return version;
  throw new TaxiError(
    `Cannot register version ${version.version} of "${version.name}": the server says that it is ${version.status}`,
    { code: "tracking_server" },
  );
}

/** A name with both kinds of quotes cannot be asked for: then all are looked through. */
async function findVersions(transport: Transport, name: string): Promise<Json[]> {
  const told = quoted(name), filter = told === undefined ? {} : { filter: `name = ${told}` };
  const found = await searchAll(transport, "GET", "model-versions/search", "model_versions", filter);
  return found.filter((version) => text(version.name) === name);
}

async function getByKnownAlias(
  { get, getVersion }: Pick<TrackerRegistry, "get" | "getVersion">,
  name: string,
  alias: string,
): Promise<ModelVersion> {
  const { aliases, latestVersion } = await get(name);
  const version = alias === "latest" ? latestVersion : Object.hasOwn(aliases, alias) ? aliases[alias] : null;
  if (version !== null) return await getVersion(name, version);
  const known = Object.keys(aliases).map((known) => `"${known}"`).join(", ");
  throw new NotFoundError(
    `Cannot find alias "${alias}" of "${name}": ${known === "" ? "it has no aliases" : `it has ${known}`}`,
    `taxi models show ${name}`,
    { model: name, alias },
  );
}

/** Does `work` on a version, in words of our own where the server says that it is not there. */
async function withVersion<T>(
  get: TrackerRegistry["get"],
  name: string,
  version: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMissing(error)) throw error;
    const { latestVersion } = await get(name);
    const found = latestVersion === null ? "it has no versions" : `latest is ${latestVersion}`;
    throw new NotFoundError(
      `Cannot find version ${version} of "${name}": ${found}`,
      `taxi models show ${name}`,
      { model: name, version },
    );
  }
}
