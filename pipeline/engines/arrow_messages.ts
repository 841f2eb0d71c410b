import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { ByteBuffer } from "flatbuffers";
import { arrowFault, unverified } from "./arrow_fault.ts";
import type { ByteSource } from "./byte_source.ts";

/** Largest metadata of one message, bytes: a schema of a thousand columns is a tenth of that. */
export const MAX_METADATA_BYTES = 1 << 20;
/** Largest record batch, bytes. */
export const MAX_BODY_BYTES = 1 << 26;

const PREFIX_BYTES = 8;
const CONTINUATION = 0xffffffff;
const FILE_MAGIC = 0x4f525241; // the first four bytes of "ARROW1"

/** One message of the encapsulated format: https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format */
export interface ArrowMessage {
  /** Tells what it is about; not verified, see {@linkcode unverified}. */
  readonly message: Message;
  /** Bytes of its metadata: no vector in it can have more. */
  readonly metadataBytes: number;
  /** Empty but for record batches; overwritten by the next message. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Cuts a stream into its messages, holding one at a time. Dictionaries are passed over, since no column that is read may
 * be encoded by one: they are the one thing of a stream that grows without end.
 *
 * @throws TaxiError of an `ArrowFaultCode`
 */
export async function* arrowMessages(source: ByteSource): AsyncGenerator<ArrowMessage> {
  let memory = new Uint8Array();
  for (let index = 0;; index++) {
    const metadataBytes = await readPrefix(source, index);
    if (metadataBytes === 0) return;
    const metadata = new Uint8Array(metadataBytes);
    await readAll(source, metadata, index);
    const { message, bodyBytes, kind } = readMessage(metadata, index);
    if (kind === MessageHeader.DictionaryBatch) {
      if (await source.skip(bodyBytes) < bodyBytes) throw truncated(index);
      continue;
    }
    if (bodyBytes > memory.length) memory = new Uint8Array(bodyBytes);
    const body = memory.subarray(0, bodyBytes);
    await readAll(source, body, index);
    yield { message, metadataBytes, body };
  }
}

/** @returns the length of the metadata that follows; 0 at the end of the stream, which may be told or just be there */
async function readPrefix(source: ByteSource, index: number): Promise<number> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const read = await source.read(prefix);
  if (read === 0 && index > 0) return 0;
  if (read === 0) throw arrowFault("malformed_arrow", "it is empty, expected a schema");
  const words = new DataView(prefix.buffer);
  const first = words.getUint32(0, true), length = words.getInt32(4, true);
  if (first === FILE_MAGIC && index === 0) {
    throw arrowFault("malformed_arrow", "found the file format (Feather), expected the stream format");
  }
  if (read < PREFIX_BYTES) throw truncated(index);
  if (first !== CONTINUATION || length < 0) {
    throw arrowFault(
      "malformed_arrow",
      `message ${index} begins with neither a message nor the end of the stream`,
    );
  }
  if (length > MAX_METADATA_BYTES) {
    throw arrowFault(
      "arrow_too_large",
      `message ${index} has ${length} bytes of metadata, expected at most ${MAX_METADATA_BYTES}`,
    );
  }
  return length;
}

function readMessage(
  metadata: Uint8Array,
  index: number,
): { message: Message; bodyBytes: number; kind: MessageHeader } {
  return unverified(() => {
    const message = Message.getRootAsMessage(new ByteBuffer(metadata));
    const kind = message.headerType(), bodyBytes = Number(message.bodyLength());
    if (message.version() < MetadataVersion.V4) {
      throw arrowFault("unsupported_arrow", `message ${index} is of a format before 0.8, expected V4 or V5`);
    }
    if (bodyBytes < 0) {
      throw arrowFault("malformed_arrow", `message ${index} has a body of ${bodyBytes} bytes`);
    }
    if (kind !== MessageHeader.DictionaryBatch && bodyBytes > MAX_BODY_BYTES) {
      throw arrowFault(
        "arrow_too_large",
        `message ${index} has ${bodyBytes} bytes, expected record batches of at most ${MAX_BODY_BYTES}`,
      );
    }
    return { message, bodyBytes, kind };
  });
}

async function readAll(source: ByteSource, into: Uint8Array, index: number): Promise<void> {
  if (await source.read(into) < into.length) throw truncated(index);
}

function truncated(index: number): Error {
  return arrowFault("malformed_arrow", `it ends within message ${index}`);
}
