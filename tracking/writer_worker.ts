// The thread that writes the prediction log: the first message is its task.
import { writerLoop } from "./writer_loop.ts";
import type { ToWriter, WriterTask } from "./writer_messages.ts";

/** The scope of a worker; the types know only that of a page. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<WriterTask | ToWriter>) => void;
  postMessage(message: unknown): void;
};

scope.onmessage = ({ data }) => {
  const handle = writerLoop(data as WriterTask, (message) => scope.postMessage(message));
  scope.onmessage = ({ data }) => handle(data as ToWriter);
};
