import { MlflowError } from "./mlflow_error.ts";

/** Most bytes of a JSON body: data with a profile of 16 MB must fit. */
export const BODY_BYTES = 32 << 20;

/** All bytes of a request's body. @throws MlflowError 413 when there are more than `most` */
export async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    parts.push(part);
    size += part.length;
    if (size > most) throw tooLarge(most);
  }
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tooLarge(most: number): MlflowError {
  return new MlflowError(
    "REQUEST_TOO_LARGE",
    `The request's body has more than ${most} bytes, expected at most so many`,
  );
}
