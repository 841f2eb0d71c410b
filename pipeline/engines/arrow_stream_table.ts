import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { ByteBuffer } from "flatbuffers";
import { Buffer } from "node:buffer";
import { TaxiError } from "../../lib/errors.ts";
import { ByteSource } from "./byte_source.ts";
import { fileParts } from "./file_parts.ts";
import type { Polars, PolarsType } from "./polars.ts";
import { columnType, sourceType } from "./source_type.ts";
import type { TableContent } from "./table_file.ts";
import { readFrame } from "./table_frames.ts";

const PREFIX_BYTES = 8;
const CONTINUATION = 0xffffffff;
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

interface StreamMessage {
  readonly kind: MessageHeader;
  readonly bytes: Uint8Array;
}

/**
 * Opens a file that holds an Arrow IPC stream. The engine reads such a stream as a whole only, so that each record batch is given
 * to it as a stream of its own, behind the schema and the dictionaries so far: memory is that of the largest batch.
 */
export async function openArrowStreamFile(polars: Polars, path: string): Promise<TableContent> {
  let rows = 0;
  let schema: Record<string, PolarsType> | undefined;
  for await (const frame of frames(polars, path)) {
    schema ??= frame.schema as Record<string, PolarsType>;
    rows += frame.height;
  }
  if (schema === undefined) throw fault("it is empty, expected a schema");
  const types = Object.entries(schema);
  return {
    rows,
    columns: new Map(types.map(([name, type]) => [name, columnType(type)])),
    sources: new Map(types.map(([name, type]) => [name, sourceType(type)])),
    async *read(selection, batchRows) {
      for await (const frame of frames(polars, path)) {
        yield* readFrame(polars, { scan: () => frame.lazy(), rows: frame.height }, selection, batchRows);
      }
    },
  };
}

/** A frame for each record batch; one without rows where the stream has none. */
async function* frames(polars: Polars, path: string): AsyncGenerator<ReturnType<Polars["readIPCStream"]>> {
  const before: Uint8Array[] = [];
  let batches = 0;
  for await (const { kind, bytes } of messages(path)) {
    if (kind === MessageHeader.RecordBatch) {
      batches++;
      yield polars.readIPCStream(Buffer.concat([...before, bytes, END_OF_STREAM]));
    } else before.push(bytes);
  }
  if (batches === 0 && before.length > 0) {
    yield polars.readIPCStream(Buffer.concat([...before, END_OF_STREAM]));
  }
}

async function* messages(path: string): AsyncGenerator<StreamMessage> {
  const parts = fileParts(path, false);
  try {
    const source = new ByteSource(parts);
    for (let next = await readMessage(source); next !== undefined; next = await readMessage(source)) {
      yield next;
    }
  } finally {
    await parts.return(undefined); // closes the file
  }
}

/** Undefined at the end of the stream, which may be told or just be there. */
async function readMessage(source: ByteSource): Promise<StreamMessage | undefined> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const read = await source.read(prefix);
  if (read === 0) return undefined;
  const view = new DataView(prefix.buffer);
  const length = view.getInt32(4, true);
  if (read < PREFIX_BYTES || view.getUint32(0, true) !== CONTINUATION || length < 0) {
    throw fault("it is no Arrow stream of format 0.15 or later");
  }
  if (length === 0) return undefined;
  const metadata = await readBytes(source, length);
  const message = Message.getRootAsMessage(new ByteBuffer(metadata));
  const body = await readBytes(source, Number(message.bodyLength()));
  return { kind: message.headerType(), bytes: Buffer.concat([prefix, metadata, body]) };
}

const STEP_BYTES = 1 << 24;

/** In steps, so that a damaged length asks for no more memory than the file has bytes. */
async function readBytes(source: ByteSource, bytes: number): Promise<Uint8Array> {
  const steps: Uint8Array[] = [];
  for (let left = bytes; left > 0; left -= STEP_BYTES) {
    const step = new Uint8Array(Math.min(left, STEP_BYTES));
    if (await source.read(step) < step.length) throw fault("it ends within a message");
    steps.push(step);
  }
  return steps.length === 1 ? steps[0] : Buffer.concat(steps);
}

function fault(reason: string): TaxiError {
  return new TaxiError(reason, { code: "unreadable_file" });
}
