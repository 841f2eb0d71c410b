import { createHash } from "node:crypto";
import { TaxiError } from "../../lib/errors.ts";
import { sha256, sha256OfFile } from "../../lib/hash.ts";
import type { Blob as KeptBlob, BlobSource } from "../blob_store.ts";
import type { Transport } from "./transport.ts";

/** A slower line than that counts as broken, bytes a millisecond. */
const SLOWEST = 50;

/**
 * Sends a file as a stream; again, when that may fare better and the bytes are at hand or in a file.
 *
 * @param asked what is sent, in a sentence
 * @throws ServerFault
 */
export async function upload(
  transport: Transport,
  url: string,
  asked: string,
  source: BlobSource,
): Promise<KeptBlob> {
  const put = (size: number, body: () => BodyInit | Promise<BodyInit>) =>
    transport.send({
      method: "PUT",
      url,
      asked,
      body,
      contentType: "application/octet-stream",
      timeout: transport.server.timeout + size / SLOWEST,
    }, async (response) => void await response.body?.cancel());
  if (source instanceof Uint8Array) {
    const bytes = source as Uint8Array<ArrayBuffer>;
    await transport.retry(() => put(bytes.length, () => bytes));
    return { sha256: sha256(bytes), size: bytes.length };
  }
  if ("file" in source) {
    const { size } = await Deno.stat(source.file);
    await transport.retry(() => put(size, async () => (await Deno.open(source.file)).readable));
    return { sha256: await sha256OfFile(source.file), size };
  }
  const hash = createHash("sha256");
  let size = 0;
  const counted = async function* () {
    for await (const part of source) {
      hash.update(part);
      size += part.length;
      yield part as Uint8Array<ArrayBuffer>;
    }
  };
  await put(Infinity, () => ReadableStream.from(counted()));
  return { sha256: hash.digest("hex"), size };
}

/**
 * All bytes of a file.
 *
 * @param asked what is fetched, in a sentence
 * @param most bytes that it may have
 * @throws ServerFault; TaxiError when there are more
 */
export function download(
  transport: Transport,
  url: string,
  asked: string,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const request = {
    method: "GET",
    url,
    asked,
    timeout: transport.server.timeout + most / SLOWEST,
    follow: true,
  } as const;
  return transport.retry(() =>
    transport.send(request, async (response) => {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      let size = 0;
      for await (const part of response.body ?? []) {
        parts.push(part);
        size += part.length;
        if (size > most) throw tooBig(asked, most);
      }
      return new Uint8Array(await new Blob(parts).arrayBuffer());
    })
  );
}

function tooBig(asked: string, most: number): TaxiError {
  return new TaxiError(`Cannot read ${asked}: it has more than ${most} bytes`, { code: "not_a_model" });
}
