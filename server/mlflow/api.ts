import type { Tracking } from "../../tracking/tracking_store.ts";
import { answerArtifacts } from "./artifact_files.ts";
import { artifactList } from "./artifact_list.ts";
import type { Endpoint, Endpoints } from "./endpoint.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { runId } from "./ids.ts";
import { jsonAnswer } from "./json_answer.ts";
import { LOGGED_MODELS } from "./logged_models.ts";
import { MlflowError } from "./mlflow_error.ts";
import { MODEL_VERSIONS } from "./model_versions.ts";
import { readRequest } from "./read_request.ts";
import { REGISTERED_MODELS } from "./registered_models.ts";
import { RUN_LOG } from "./run_batch.ts";
import { RUNS } from "./runs.ts";
import { decodePath } from "./safe_path.ts";
import { SERVER_INFO } from "./server_info.ts";
import { serverFault, translateFault } from "./translate_fault.ts";

const ENDPOINTS: Endpoints = {
  ...EXPERIMENTS,
  ...RUNS,
  ...RUN_LOG,
  ...REGISTERED_MODELS,
  ...MODEL_VERSIONS,
  ...LOGGED_MODELS,
  "GET artifacts/list": async (store, fields) => {
    const { artifactUri } = await store.runs.get(runId(fields));
    return await artifactList(store, artifactUri, fields.text("path") ?? "");
  },
};

const EXACT: ReadonlyMap<string, Endpoint> = new Map(Object.entries(ENDPOINTS));

interface Found {
  readonly endpoint: Endpoint;
  readonly path: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly method: string;
  readonly parts: readonly string[];
  readonly endpoint: Endpoint;
}

const PATTERNS: readonly Pattern[] = Object.entries(ENDPOINTS).filter(([name]) => name.includes("{"))
  .map(([name, endpoint]) => {
    const [method, path] = name.split(" ");
    return { method, parts: path.split("/"), endpoint };
  });

/** Where below its base a request is for: MLflow's endpoints, its artifacts or what it asks of the server. */
export type Area = "mlflow" | "mlflow-artifacts" | "server-info";

/**
 * Answers MLflow's REST API from a store.
 *
 * @param path below the base of the area, as it came
 */
export async function answerMlflow(
  open: () => Promise<Tracking>,
  request: Request,
  area: Area,
  path: string,
  query: string,
  report: (fault: unknown) => void,
): Promise<Response> {
  try {
    if (area === "server-info") return jsonAnswer(SERVER_INFO);
    if (area === "mlflow-artifacts") return await answerArtifacts(await open(), request, path, query);
    const { endpoint, path: parts } = findEndpoint(request.method, path);
    const fields = await readRequest(request, query);
    return jsonAnswer(await endpoint(await open(), fields, parts) ?? {});
  } catch (error) {
    return answerFault(error, report);
  }
}

const UNKNOWN_FAULT = new MlflowError(
  "INTERNAL_ERROR",
  "The server failed on this request; its log tells why",
);

/** The error as MLflow's clients know errors. @param report told of those that are no client's */
export function answerFault(error: unknown, report: (fault: unknown) => void): Response {
  const known = translateFault(error);
  if (known) return jsonAnswer({ error_code: known.code, message: known.message }, known.status);
  report(error);
  const { code, message, status } = serverFault(error) ?? UNKNOWN_FAULT;
  return jsonAnswer({ error_code: code, message }, status);
}

function findEndpoint(method: string, path: string): Found {
  const asked = method === "HEAD" ? "GET" : method;
  const endpoint = EXACT.get(`${asked} ${path}`);
  if (endpoint && !path.includes("{")) return { endpoint, path: {} };
  const parts = path.split("/");
  for (const pattern of PATTERNS) {
    const found = pattern.method === asked && match(pattern.parts, parts);
    if (found) return { endpoint: pattern.endpoint, path: found };
  }
  const others = ["GET", "POST", "PATCH", "DELETE"].filter((other) => EXACT.has(`${other} ${path}`));
  throw others.length > 0
    ? new MlflowError("METHOD_NOT_ALLOWED", `Cannot ${method} "${path}", expected ${others.join(" or ")}`)
    : new MlflowError(
      "ENDPOINT_NOT_FOUND",
      `Nothing is at "${path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`}"`,
    );
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const found: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith("{")) found[part.slice(1, -1)] = decodePath(parts[i]);
    else if (part !== parts[i]) return undefined;
  }
  return found;
}
