/** HTTP status by MLflow's error code. */
const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_LARGE: 413,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;

/** MLflow's words for what went wrong, on which its clients branch. */
export type MlflowCode = keyof typeof STATUS;

/** Ends a request with an error as MLflow's clients know them. */
export class MlflowError extends Error {
  /** With its code, its sentence and the HTTP status, which is that of the code unless told. */
  constructor(readonly code: MlflowCode, message: string, readonly status: number = STATUS[code]) {
    super(message);
  }
}

/** A value that a request may not have. */
export function invalid(message: string): MlflowError {
  return new MlflowError("INVALID_PARAMETER_VALUE", message);
}

/** A required value that a request does not have. */
export function missing(path: string, hint = SEE_DOCS): MlflowError {
  return invalid(`Missing value for required parameter '${path}'.${hint}`);
}

/** A value of another type than the one that is expected; `value` is what was sent. */
export function wrongType(path: string, value: unknown): MlflowError {
  const text = typeof value === "bigint" ? String(value) : JSON.stringify(value);
  return invalid(
    `Invalid value ${text} for parameter '${path}' supplied:  Hint: Value was of type '${
      pythonType(value)
    }'.${SEE_DOCS}`,
  );
}

const SEE_DOCS = " See the API docs for more information about request parameters.";

function pythonType(value: unknown): string {
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return Array.isArray(value) ? "list" : "dict";
}
