import { answerMlflow } from "../server/mlflow/api.ts";
import { splitUrl } from "../server/mlflow/mount.ts";
import type { Tracking } from "../tracking/tracking_store.ts";

/** MLflow's REST API of a store, in this process. */
export interface MlflowApi extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
}

/**
 * Answers MLflow's REST API from a store.
 *
 * @param meddle answers in its place, or lets it answer by `undefined`; may do something first or after
 */
export function startMlflowApi(
  store: Tracking,
  meddle: (request: Request, answer: () => Promise<Response>) => Promise<Response> | undefined = () =>
    undefined,
): MlflowApi {
  const answer = async (request: Request) => {
    const { path, query } = splitUrl(request.url);
    const [, area, below] = /^\/api\/2\.0\/(mlflow|mlflow-artifacts)\/(.*)$/.exec(path) ?? [];
    if (area !== "mlflow" && area !== "mlflow-artifacts") return new Response("not here", { status: 404 });
    return await answerMlflow(() => Promise.resolve(store), request, area, below, query, (fault) => {
      throw fault;
    });
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => await (meddle(request, () => answer(request)) ?? answer(request)),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
