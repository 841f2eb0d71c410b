import { TRACKING_ROUTES } from "../mlflow/paths.ts";
import { problem, problemResponse } from "../problem.ts";
import type { Gate } from "../request_handler.ts";
import { MONITORING_FILES } from "../ui/monitoring/monitoring_page.ts";
import { PLAYGROUND_FILES } from "../ui/playground/playground_page.ts";
import type { AcceptedTokens } from "./accepted_tokens.ts";

/** What is the same for everybody: the health that a load balancer asks for, the pages and what they are made of. */
const OPEN_ROUTES: ReadonlySet<string> = new Set([
  "/healthz",
  "/readyz",
  "/health",
  "/version",
  "/",
  ...Object.values(PLAYGROUND_FILES),
  "/monitoring",
  "/monitoring/judgement",
  ...Object.values(MONITORING_FILES),
  "/docs",
  "/docs/start.js",
  "/docs/swagger-ui-bundle.js",
  "/docs/swagger-ui.css",
  "/openapi.json",
  "/zones",
]);

const EXPECTED = 'expected "Authorization: Bearer TOKEN" with a token that taxi tokens create made';
const MISSING = problem(401, "token_missing", `The request has no token, ${EXPECTED}`);
const UNKNOWN = problem(
  401,
  "token_unknown",
  `The request's token is none that this server takes, ${EXPECTED}`,
);

/** Whether a route is answered without a token; a path that is none of the API's is not. */
export function isOpen(route: string): boolean {
  return OPEN_ROUTES.has(route);
}

/** Lets in who has a token, once there is one, and tells the other gates and the log whose it is. */
export function tokenGate(tokens: Pick<AcceptedTokens, "required" | "nameOf">): Gate {
  return {
    admit(request, context, route) {
      if (!tokens.required || OPEN_ROUTES.has(route)) return undefined;
      const authorization = request.headers.get("authorization");
      if (TRACKING_ROUTES.has(route)) {
        context.token = authorization === null ? undefined : tokens.nameOf(authorization);
        return context.token === undefined ? unauthenticated() : undefined;
      }
      if (authorization === null) {
        return problemResponse(MISSING, { "www-authenticate": 'Bearer realm="taxi"' });
      }
      context.token = tokens.nameOf(authorization);
      if (context.token !== undefined) return undefined;
      return problemResponse(UNKNOWN, {
        "www-authenticate": 'Bearer realm="taxi", error="invalid_token"',
      });
    },
  };
}

/** As MLflow's own server tells it, so that its clients, and browsers, know what to send. */
function unauthenticated(): Response {
  return new Response(
    "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.",
    {
      status: 401,
      headers: { "content-type": "text/plain; charset=utf-8", "www-authenticate": 'Basic realm="mlflow"' },
    },
  );
}
