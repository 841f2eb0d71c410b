import type { Hono } from "hono";
import { getPath } from "hono/utils/url";
import type { AppEnv } from "../request_context.ts";

/** The route of every path that is none of the API's, however many of them are asked for. */
export const UNKNOWN_ROUTE = "unknown";

/**
 * Tells a request's route: the path as the app has bound it, for any method, else {@linkcode UNKNOWN_ROUTE}.
 *
 * @throws RangeError when a route has parameters, since then its path is not its name
 */
export function routeLabel(app: Pick<Hono<AppEnv>, "routes">): (request: Request) => string {
  const routes = new Map(app.routes.map(({ path }) => [path, path]));
  for (const path of routes.keys()) {
    if (/[:*]/.test(path)) {
      throw new RangeError(`Cannot label route "${path}": expected a path without parameters`);
    }
  }
  let lastUrl = "", lastRoute = UNKNOWN_ROUTE; // most requests ask for the same as the one before
  return (request) => {
    const { url } = request;
    if (url !== lastUrl) {
      lastRoute = routes.get(getPath(request)) ?? UNKNOWN_ROUTE;
      lastUrl = url;
    }
    return lastRoute;
  };
}
