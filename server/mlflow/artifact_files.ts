import { extname } from "node:path";
import type { StoredFile } from "../../tracking/files.ts";
import { requireFile } from "../../tracking/files.ts";
import type { ByteRange } from "../../tracking/blob_store.ts";
import type { Tracking } from "../../tracking/tracking_store.ts";
import { some } from "./answers.ts";
import { jsonAnswer } from "./json_answer.ts";
import { invalid, MlflowError } from "./mlflow_error.ts";
import { bodyParts, discardRest } from "./read_bytes.ts";
import { decodePath, safeArtifactPath } from "./safe_path.ts";

/** Answers what is below `/api/2.0/mlflow-artifacts`. @param path from there, as it came. @throws MlflowError */
export async function answerArtifacts(
  store: Tracking,
  request: Request,
  path: string,
  query: string,
): Promise<Response> {
  const { method } = request;
  if (path === "artifacts" && (method === "GET" || method === "HEAD")) {
    return await list(store, new URLSearchParams(query).get("path") ?? "");
  }
  if (path.startsWith("artifacts/")) {
    const file = safeArtifactPath(decodePath(path.slice("artifacts/".length)));
    if (method === "PUT") return await put(store, request, file);
    if (method === "GET" || method === "HEAD") return await get(store, request, file);
    if (method === "DELETE") {
      await store.files.delete(file);
      return jsonAnswer({});
    }
    throw new MlflowError("METHOD_NOT_ALLOWED", `Cannot ${method} an artifact, expected GET, PUT or DELETE`);
  }
  if (path.startsWith("mpu/")) throw unsupported("Multipart upload");
  if (path.startsWith("presigned/")) throw unsupported("Multipart download");
  throw new MlflowError("ENDPOINT_NOT_FOUND", `Nothing is at "mlflow-artifacts/${path}"`);
}

function unsupported(what: string): MlflowError {
  return new MlflowError("NOT_IMPLEMENTED", `${what} is not supported for the current artifact repository`);
}

async function put(store: Tracking, request: Request, path: string): Promise<Response> {
  try {
    await store.files.put(path, bodyParts(request));
  } catch (error) {
    await discardRest(request).catch(() => {}); // of a client that is gone
    throw error;
  }
  return new Response(null, { status: 200 });
}

async function list(store: Tracking, folder: string): Promise<Response> {
  const entries = await store.files.list(folder === "" ? "" : safeArtifactPath(folder));
  const files = entries.map(({ name, isFolder, size }) => ({
    path: name,
    is_dir: isFolder,
    file_size: isFolder ? undefined : size,
  }));
  return jsonAnswer({ files: some(files) });
}

async function get(store: Tracking, request: Request, path: string): Promise<Response> {
  const file = await store.files.find(path);
  if (file === undefined && await store.files.isFolder(path)) {
    throw invalid(`Cannot download '${path}': it is a folder, expected a file`);
  }
  return await sendFile(store, request, file ?? await requireFile(store.files, path));
}

/** The answer that carries a file, or the range of it that was asked for. */
export async function sendFile(store: Tracking, request: Request, file: StoredFile): Promise<Response> {
  const etag = `"${file.sha256}"`;
  const headers = new Headers({
    "content-type": contentType(file.path),
    "content-disposition": disposition(file.path),
    "accept-ranges": "bytes",
    "cache-control": "no-cache, no-transform", // compressed, it would have neither length nor ranges
    etag,
    "last-modified": new Date(file.updatedAt).toUTCString(),
  });
  if (
    request.headers.get("if-none-match")?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
  ) {
    return new Response(null, { status: 304, headers });
  }
  const range = request.headers.get("if-range") === null || request.headers.get("if-range") === etag
    ? readRange(request.headers.get("range"), file.size)
    : undefined;
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${file.size}`);
    return new Response(null, { status: 416, headers });
  }
  if (range) headers.set("content-range", `bytes ${range.start}-${range.end}/${file.size}`);
  headers.set("content-length", String(range ? range.end - range.start + 1 : file.size));
  const body = request.method === "HEAD" || file.size === 0 ? null : await store.files.open(file, range);
  return new Response(body, { status: range ? 206 : 200, headers });
}

/** One range in bytes; more of them, or what is none, counts as the whole file, as RFC 9110 allows. */
export function readRange(header: string | null, size: number): ByteRange | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || (first === "" && last === "")) return undefined;
  if (first === "") {
    return Number(last) === 0 || size === 0
      ? "unsatisfiable"
      : { start: Math.max(0, size - Number(last)), end: size - 1 };
  }
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) return "unsatisfiable";
  return { start: Number(first), end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

/** A browser is never to show what strangers have logged as a page of this server. */
function disposition(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, "_");
  const encoded = plain === name
    ? ""
    : `; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`;
  return `attachment; filename="${plain}"${encoded}`;
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

const TEXT_NAMES = new Set(["MLmodel", "MLproject"]);
const TYPES: Readonly<Record<string, string>> = {
  ...{ ".txt": "text/plain", ".md": "text/plain", ".log": "text/plain", ".py": "text/plain" },
  ...{ ".yaml": "text/plain", ".yml": "text/plain", ".csv": "text/csv", ".json": "application/json" },
  ...{ ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif" },
  ...{ ".svg": "image/svg+xml", ".html": "text/html", ".pdf": "application/pdf" },
};

/** The media type that a file's name suggests. */
export function contentType(path: string): string {
  if (TEXT_NAMES.has(path.slice(path.lastIndexOf("/") + 1))) return "text/plain";
  return TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
}
