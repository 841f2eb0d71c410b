import { TRACKING_ROUTES } from "../mlflow/paths.ts";
import { problem, problemResponse } from "../problem.ts";
import type { Gate } from "../request_handler.ts";
import { MONITORING_FILES } from "../ui/monitoring/monitoring_page.ts";
import { PLAYGROUND_FILES } from "../ui/playground/playground_page.ts";
import { TRACKER_FILES, TRACKER_ROUTES } from "../ui/tracker/paths.ts";
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
  ...Object.values(TRACKER_FILES),
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

/** As MLflow's own server tells it, so that its clients know what to send. */
const ASK_A_CLIENT = {
  realm: "mlflow",
  text:
    "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.",
} as const;
/** What is left on the page of somebody who gave no token. */
const ASK_A_PERSON = {
  realm: "taxi",
  text:
    "This page wants a token: load it again, and give any user name and, as the password, a token that taxi tokens create made.",
} as const;

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
      const isPage = TRACKER_ROUTES.has(route);
      if (isPage || TRACKING_ROUTES.has(route)) {
        context.token = authorization === null ? undefined : tokens.nameOf(authorization);
        return context.token === undefined
          ? unauthenticated(isPage ? ASK_A_PERSON : ASK_A_CLIENT)
          : undefined;
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

/** Refuses so that a client sends a password next time, and a browser asks the person for it. */
function unauthenticated({ text, realm }: typeof ASK_A_CLIENT | typeof ASK_A_PERSON): Response {
  return new Response(text, {
    status: 401,
    headers: { "content-type": "text/plain; charset=utf-8", "www-authenticate": `Basic realm="${realm}"` },
  });
}
