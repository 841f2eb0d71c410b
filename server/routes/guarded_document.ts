import { isOpen } from "../gate/token_gate.ts";
import { isUnlimited } from "../gate/rate_limit_gate.ts";
import { PROBLEM_TYPE } from "../problem.ts";

/** What this file reads and writes of an operation in an OpenAPI document. */
interface Operation {
  readonly responses?: Readonly<Record<string, unknown>>;
}

const SCHEME = {
  type: "http",
  scheme: "bearer",
  description:
    "A token that `taxi tokens create` made. A server that has no token takes requests without one.",
};

const UNAUTHORIZED = answer("The server has tokens and the request has none of them", {
  "www-authenticate": "`Bearer`, and what is wrong with the token if there was one",
});

const TOO_MANY = answer("The client asks more often than `--rate-limit` lets it", {
  "retry-after": "Seconds until it may ask again",
  "ratelimit": "What is left of its quota, by draft-ietf-httpapi-ratelimit-headers",
  "ratelimit-policy": "Its quota",
});

/**
 * An OpenAPI document with what the gates before all routes add to each of them: the token that it needs, and how it can be
 * refused.
 *
 * @param required whether the server needs a token at the moment; it takes one in any case
 */
export function guardedDocument(
  document: { readonly paths?: Readonly<Record<string, object>>; readonly components?: object },
  required: boolean,
): object {
  const needs = required ? [{ bearer: [] }] : [{}, { bearer: [] }];
  const guard = (path: string, { responses, ...operation }: Operation) => ({
    ...operation,
    security: isOpen(path) ? [] : needs,
    responses: {
      ...responses,
      ...isOpen(path) ? {} : { 401: UNAUTHORIZED },
      ...isUnlimited(path) ? {} : { 429: TOO_MANY },
    },
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [method, guard(path, operation)]),
    ),
  ]);
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, securitySchemes: { bearer: SCHEME } },
  };
}

function answer(description: string, headers: Readonly<Record<string, string>>): object {
  return {
    description,
    headers: Object.fromEntries(
      Object.entries(headers).map((
        [name, description],
      ) => [name, { description, schema: { type: "string" } }]),
    ),
    content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}
