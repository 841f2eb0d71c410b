import type { FaultReporter } from "../answer_error.ts";
import type { Mount } from "../request_handler.ts";
import type { TrackingHandle } from "../tracking_handle.ts";
import type { Area } from "./api.ts";
import { MLFLOW_VERSION } from "./server_info.ts";

/** Where MLflow's clients look for what; the pages of MLflow ask below `ajax-api` for the same. */
const BASES: readonly (readonly [string, Area])[] = [
  ["/api/2.0/mlflow/", "mlflow"],
  ["/api/2.0/mlflow-artifacts/", "mlflow-artifacts"],
  ["/ajax-api/2.0/mlflow/", "mlflow"],
  ["/ajax-api/2.0/mlflow-artifacts/", "mlflow-artifacts"],
];

/** What else clients of MLflow may ask for; told that it is not there in the form that they read. */
const ABSENT = /^\/(?:ajax-)?api\/[23]\.0\/|^\/v1\/traces$/;

const INFO_PATHS = new Set(["/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"]);

/** What probes ask, which is the same for everybody. */
const PLAIN = new Map([["/health", "OK"], ["/version", MLFLOW_VERSION]]);

/** MLflow's REST API, whose code is loaded and whose store is opened by the first request for it. */
export function mlflowMount(tracking: TrackingHandle, onFault: FaultReporter): Mount {
  return {
    label: (request) => {
      const { path } = splitUrl(request.url);
      if (PLAIN.has(path)) return path;
      if (INFO_PATHS.has(path)) return "/api/3.0/mlflow/server-info";
      const base = BASES.find(([base]) => path.startsWith(base));
      if (base) return `/api/2.0/${base[1]}`;
      return ABSENT.test(path) ? "/api/2.0/mlflow" : undefined;
    },
    async answer(request, context) {
      const { path, query } = splitUrl(request.url);
      const text = PLAIN.get(path);
      if (text !== undefined) {
        return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
      }
      const { answerMlflow } = await import("./api.ts");
      const [base, area] = BASES.find(([base]) => path.startsWith(base)) ??
        ["", INFO_PATHS.has(path) ? "server-info" : "mlflow"] as const;
      const below = path.slice(base.length);
      const report = (fault: unknown) => onFault(context.id, fault);
      return await answerMlflow(() => tracking.get(), request, area, below, query, report);
    },
  };
}

/** Path and query as they came: `URL` would take `..` out of a path, and hide what a client has tried. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const [, path, query = ""] = /^([^?#]*)(?:\?([^#]*))?/.exec(start === -1 ? "/" : url.slice(start))!;
  return { path, query };
}
