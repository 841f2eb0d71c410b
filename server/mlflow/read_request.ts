import { BODY_BYTES, readBytes } from "./read_bytes.ts";
import { Fields } from "./fields.ts";
import { invalid, MlflowError } from "./mlflow_error.ts";

/** What a request says: by its query for `GET`, else by its JSON body. @throws MlflowError */
export async function readRequest(request: Request, query: string): Promise<Fields> {
  if (request.method === "GET" || request.method === "HEAD") return new Fields(queryValues(query), "", true);
  const type = request.headers.get("content-type");
  const bytes = await readBytes(request, BODY_BYTES);
  if (type === null && request.method === "DELETE" && bytes.length === 0) return new Fields({});
  if (type === null || type.split(";", 1)[0].trim().toLowerCase() !== "application/json") {
    throw new MlflowError(
      "INVALID_PARAMETER_VALUE",
      type === null
        ? "Bad Request. Content-Type header is missing."
        : "Bad Request. Content-Type must be one of ['application/json'].",
    );
  }
  return new Fields(parse(bytes));
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length === 0) return {};
  let body: unknown;
  try {
    body = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalid(`Cannot read the request's body: ${(error as Error).message}; expected a JSON object`);
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>;
  }
  if (body === null) return {};
  throw invalid("Cannot read the request's body: it is no object, expected a JSON object");
}

/** Every whole number of so many digits, and seldom anything else: a fraction of as many is no reason to read slowly. */
const LONG_WHOLE = /(?:^|[\s:,[])-?\d{16,}(?:$|[\s,\]}])/;

/** Whole numbers that a double cannot tell from their neighbours become a `bigint`. */
function parseJson(text: string): unknown {
  if (!LONG_WHOLE.test(text)) return JSON.parse(text);
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context!.source!)
      : value;
  return JSON.parse(text, reviver);
}

function queryValues(query: string): Record<string, unknown> {
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = Object.hasOwn(values, name) ? values[name] : undefined;
    values[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return values;
}
