import { answerMlflow } from "../server/mlflow/api.ts";
import { splitUrl } from "../server/mlflow/mount.ts";
import type { Tracking } from "../tracking/tracking_store.ts";

/** MLflow's REST API of a store, in this process. */
export interface MlflowApi extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Breaks every connection off and listens no more. */
  cut(): void;
}

/** Answers in the place of the API, or lets it answer by `undefined`. @param path with the query, without the host */
export type Meddler = (
  path: string,
  answer: () => Promise<Response>,
  request: Request,
) => Promise<Response> | Response | undefined;

/**
 * Answers MLflow's REST API from a store.
 *
 * @param port any that is free unless told
 */
export function startMlflowApi(store: Tracking, meddle: Meddler = () => undefined, port = 0): MlflowApi {
  const answer = async (request: Request) => {
    const { path, query } = splitUrl(request.url);
    const [, area, below] = /^\/api\/2\.0\/(mlflow|mlflow-artifacts)\/(.*)$/.exec(path) ?? [];
    if (area !== "mlflow" && area !== "mlflow-artifacts") return new Response("not here", { status: 404 });
    return await answerMlflow(() => Promise.resolve(store), request, area, below, query, (fault) => {
      throw fault;
    });
  };
  const abort = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, onListen: () => {}, signal: abort.signal },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      return await (meddle(pathname + search, () => answer(request), request) ?? answer(request));
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    cut: () => abort.abort(),
    async [Symbol.asyncDispose]() {
      abort.abort();
      await server.finished;
    },
  };
}
