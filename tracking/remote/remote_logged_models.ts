import { TaxiError } from "../../lib/errors.ts";
import { assertKey, assertText } from "../key_rules.ts";
import type { LoggedModel } from "../logged_model_rows.ts";
import type { TrackerLoggedModels } from "../tracker.ts";
import { createOnce } from "./create_once.ts";
import { list, object, readLoggedModel } from "./read_objects.ts";
import { pairsJson } from "./remote_run_log.ts";
import { ServerFault } from "./server_fault.ts";
import type { Json, Transport } from "./transport.ts";
import { withExperiment } from "./with_words.ts";

/** A server takes so many params in one request. */
const MOST_PARAMS = 100;

/** Logged models of a server. */
export function remoteLoggedModels(transport: Transport): TrackerLoggedModels {
  return {
    async create({ experimentId, name, modelType = "", sourceRunId = "", params = {}, tags = {} }) {
      for (const [key, value] of Object.entries(params)) {
        assertKey("param", key);
        assertText(`param "${key}"`, value, 6000);
      }
      const pairs = pairsJson(params);
      const fields = {
        ...{ experiment_id: String(experimentId), model_type: modelType, source_run_id: sourceRunId },
        ...(name !== undefined && { name }),
        params: pairs.splice(0, MOST_PARAMS),
        tags: pairsJson(tags),
      };
      const made = await withExperiment(experimentId, () => createModel(transport, fields));
      const model = readLoggedModel(made);
      for (let rest = pairs.splice(0, MOST_PARAMS); rest.length > 0; rest = pairs.splice(0, MOST_PARAMS)) {
        const path = `logged-models/${model.modelId}/params`;
        await transport.call("POST", path, { model_id: model.modelId, params: rest });
      }
      return model;
    },
    async finish(modelId, status) {
      const fields = { model_id: modelId, status: STATUS[status] };
      const { model } = await transport.call("PATCH", `logged-models/${modelId}`, fields);
      return readLoggedModel(object(model));
    },
    async setTags(modelId, tags) {
      const fields = { model_id: modelId, tags: pairsJson(tags) };
      await transport.call("PATCH", `logged-models/${modelId}/tags`, fields);
    },
  };
}

const STATUS: Readonly<Record<LoggedModel["status"], string>> = {
  pending: "LOGGED_MODEL_PENDING",
  ready: "LOGGED_MODEL_READY",
  failed: "LOGGED_MODEL_UPLOAD_FAILED",
};

/** What a server of MLflow before version 3 does not know. */
function unsupported(): TaxiError {
  return new TaxiError("Cannot log a model at a tracking server of MLflow before version 3", {
    code: "no_logged_models",
  });
}

/** A model without a run could not be told from others, should the answer get lost; then there are two. */
function createModel(transport: Transport, fields: Json): Promise<Json> {
  const { experiment_id, source_run_id } = fields;
  return createOnce(
    transport,
    async () => {
      try {
        return object((await transport.callOnce("POST", "logged-models", fields)).model);
      } catch (error) {
        throw error instanceof ServerFault && error.errorCode === "ENDPOINT_NOT_FOUND"
          ? unsupported()
          : error;
      }
    },
    async () => {
      if (source_run_id === "") return undefined;
      const filter = `source_run_id = '${source_run_id}'`;
      const asked = { experiment_ids: [experiment_id], filter };
      return list((await transport.callOnce("POST", "logged-models/search", asked)).models)[0];
    },
  );
}
