import { MlflowError } from "./mlflow_error.ts";

/** Most bytes of a JSON body: data with a profile of 16 MB must fit. */
export const BODY_BYTES = 32 << 20;

/** A request's body, part by part; whoever stops early may read on. @throws MlflowError when it breaks off */
export async function* bodyParts(request: Request): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of request.body?.values({ preventCancel: true }) ?? []) yield part;
  } catch {
    brokenOff();
  }
}

/** So much of what was refused is read: a client that is still sending may never read the answer. */
const REFUSED_BYTES = 64 << 20;

/** Reads on where the reading of a body was given up, so that its client hears why. */
export async function discardRest(request: Request): Promise<void> {
  let size = 0;
  for await (const part of request.body?.values() ?? []) {
    size += part.length;
    if (size > REFUSED_BYTES) return;
  }
}

/** Whether or not somebody is left to read it, it is counted as the client's. */
function brokenOff(): never {
  throw new MlflowError("BAD_REQUEST", "Cannot read the body: it broke off, or is not in chunks as it says");
}

/** All bytes of a request's body. @throws MlflowError 413 when there are more than `most` */
export async function readBytes(request: Request, most: number): Promise<Uint8Array> {
  const { headers } = request, length = headers.get("content-length");
  if (length !== null && !headers.has("transfer-encoding")) {
    if (Number(length) > most) throw tooLarge(most);
    return await request.bytes().catch(brokenOff);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bodyParts(request)) {
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
